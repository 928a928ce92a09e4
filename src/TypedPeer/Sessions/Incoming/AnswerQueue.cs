using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Incoming;

/// <summary>How the peer's calls are answered, each once: in one frame, in pieces, by a stream, or by an error.</summary>
internal sealed class AnswerQueue(SessionState state, AnswerBacklog backlog, ReferenceTable references, IncomingCallTable calls)
{
    /// <summary>Gets how many bytes of memory the answers hold that wait to be sent.</summary>
    public long Held => backlog.Held;

    /// <summary>Gets how many bytes wait of answers that are too large for one frame.</summary>
    public long LargeBytes => backlog.Large.Bytes;

    /// <summary>The handler answered.</summary>
    public void Add(in Answer answer)
    {
        var (call, buffer, length, sent) = answer;
        if (call.IsOneWay || state.HasEnded)
        {
            Return(buffer);
            sent?.TryClose();
        }
        else if (call.CancelStatus != PeerStatus.Ok)
        {
            Return(buffer);
            sent?.TryClose();
            AddCancelled(call);
        }
        else if (length <= state.Send.Chunk)
        {
            Frames.Result(state.Send.QueueOf(call.IsBehindCalls, out var isFree), call.Id, buffer.AsSpan(0, length), FlagsOf(sent), isFree);
            AwaitSettling(call, sent);
            Return(buffer);
        }
        else
        {
            AddInPieces(call, buffer, length, sent);
            return;
        }

        calls.Remove(call);
    }

    /// <summary>The handler failed.</summary>
    public void AddError(IncomingCall call, PeerStatus status, string message, byte[]? detail = null)
    {
        if (!call.IsOneWay && !state.HasEnded)
        {
            var isCancelled = call.CancelStatus != PeerStatus.Ok;
            var queue = state.Send.QueueOf(call.IsBehindCalls, out var isFree);
            Frames.Error(
                queue, call.Id, isCancelled ? call.CancelStatus : status, isCancelled ? call.CancelMessage : message, isCancelled ? null : detail, state.Send.Chunk, isFree);
        }

        calls.Remove(call);
    }

    /// <summary>A call is refused before any handler saw it.</summary>
    public void AddRefusal(ulong id, PeerStatus status, string message) => Frames.Error(state.Send.Answers, id, status, message, default, state.Send.Chunk);

    /// <summary>The caller gave up: it is told so, in case it still listens.</summary>
    public void AddCancelled(IncomingCall call) => AddRefusal(call.Id, call.CancelStatus, call.CancelMessage);

    /// <summary>The handler answered with a stream.</summary>
    public AnswerStream OpenStream(IncomingCall call, SessionWork producer)
    {
        var stream = new AnswerStream(state, this, call, producer) { Credit = state.Handshake.PeerStreamWindow + call.EarlyCredit };
        call.ResultStream = stream;
        if (call.CancelStatus != PeerStatus.Ok)
        {
            stream.Stop();
        }

        return stream;
    }

    /// <summary>The handler's stream ended: its end was sent, or it was stopped.</summary>
    public void StreamEnded(IncomingCall call, bool stopped)
    {
        if (stopped)
        {
            AddCancelled(call);
        }

        calls.Remove(call);
    }

    /// <summary>Answers have left: targets that waited for that go on.</summary>
    public void ResumeHeld() => backlog.ResumeHeld();

    private static ResultFlags FlagsOf(SentReferences? sent) => sent is null ? ResultFlags.None : ResultFlags.References;

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            PeerBuffers.Return(buffer);
        }
    }

    /// <summary>The call stays in the table, and counts, until the last of its result is sent.</summary>
    private void AddInPieces(IncomingCall call, byte[] buffer, int length, SentReferences? sent)
    {
        if (!backlog.MayAdd(buffer.Length))
        {
            Return(buffer);
            sent?.TryClose();
            AddError(call, PeerStatus.LimitExceeded, $"The result of {call.Served.Method} was dropped: more answers wait to be sent than the session holds, {state.Options.MaxQueuedAnswerBytes} bytes ({nameof(PeerSessionOptions.MaxQueuedAnswerBytes)}).");
            return;
        }

        calls.ReleaseArguments(call);
        call.ResultReferences = sent;
        call.ResultRest = new BufferFlow(FrameType.Result, call.Id, buffer, 0, length, backlog.Large, () => OnResultSent(call))
        {
            Priority = call.Priority,
            NotBefore = call.IsBehindCalls ? state.Send.Calls.Added : 0,
            LastFlags = FlagsOf(sent),
        };
        state.Send.Activate(call.ResultRest);
    }

    private void OnResultSent(IncomingCall call)
    {
        AwaitSettling(call, call.ResultReferences);
        calls.Remove(call);
    }

    /// <summary>The last of a result is on its way: its references count until the peer says whether it took them.</summary>
    private void AwaitSettling(IncomingCall call, SentReferences? sent)
    {
        if (sent is not null)
        {
            references.InFlight.Add(call.Key, 0, sent);
        }
    }
}
