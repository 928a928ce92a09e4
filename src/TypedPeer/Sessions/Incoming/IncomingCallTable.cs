using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Tables;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Incoming;

/// <summary>The peer's calls on this side: what arrives, what runs, and how each is answered exactly once. Under the session's lock.</summary>
internal sealed class IncomingCallTable(SessionCore core, SessionEngine engine, ServedContracts served)
{
    private readonly PeerTable<PeerIncomingCall> _calls = new();
    private readonly OwnPool<PeerIncomingCall> _pool = PeerIncomingCall.CreatePool();
    private readonly RefusalReport _refusals = new(engine);
    private int _oneWay;
    private int _streams;
    private int _streaming;
    private readonly CallWindow _window = new(core);
    private readonly AnswerBacklog _backlog = new(core);

    private const string TooMuchHeld = $"The session holds as many bytes of the peer's calls as its options allow ({nameof(PeerSessionOptions.MaxReceiveBytes)}).";

    /// <summary>Gets how many calls are queued or running.</summary>
    public int Count => _calls.Count;

    public ulong LastId { get; private set; }

    /// <summary>Gets or sets how many calls came with the latest message: with several, answers are put off a little to leave together.</summary>
    public int Burst { get; set; }

    /// <summary>Gets how many bytes of answers wait to be sent.</summary>
    public long AnswerBytes => _backlog.Bytes;

    /// <summary>Gets how many bytes wait that are in no queue of frames: the rests of large results, and items of streams.</summary>
    public long QueuedBytes
    {
        get
        {
            var bytes = _backlog.LargeBytes;
            foreach (var call in _calls.ToArray())
            {
                bytes += call.ResultStream?.QueuedBytes ?? 0;
            }

            return bytes;
        }
    }

    /// <summary>Gets a value indicating whether an answer should leave at once, because no other is about to join it. A stream runs on and says nothing about that.</summary>
    public bool AnswersAtOnce => _calls.Count <= _streaming && Burst <= 1;

    public long Handled { get; private set; }

    /// <summary>A call came. Null, or what the peer did wrong.</summary>
    public string? OnCall(ref FrameReader reader, int frameSize, long now)
    {
        if (!reader.TryVarint(ulong.MaxValue >> 1, out var id) || !reader.TryVarint(out var bits) || !reader.TryUInt64(out var method))
        {
            return "CALL is cut short";
        }

        if (id <= LastId)
        {
            return "CALL uses an identifier again";
        }

        LastId = id;
        Burst++;
        if (!_window.TryTake(frameSize))
        {
            return "CALL past the call window";
        }

        var flags = (CallFlags)bits;
        if ((flags & ~CallFlags.Known) != 0)
        {
            return Refuse(id, flags, method, frameSize, PeerStatus.Unimplemented, "The call needs a feature this side does not have.");
        }

        if ((flags & CallFlags.OneWay) == 0 && Count - _oneWay + core.Send.Answers.Count >= core.Options.MaxConcurrentCalls)
        {
            return $"CALL beyond the limit of {core.Options.MaxConcurrentCalls} at once";
        }

        if (CallHeader.Read(ref reader, flags, out var header) is { } error)
        {
            return error;
        }

        if (core.IsStopping)
        {
            return Refuse(id, flags, method, frameSize, PeerStatus.Unavailable, "The session is ending.");
        }

        string? refusal = null;
        var target = header.Reference == 0
            ? served.Find(header.Name, header.Contract, method, out refusal)
            : core.References.Find(header.Reference, method);
        if (target is null || (target.Method.Kind == PeerMethodKind.OneWay) != ((flags & CallFlags.OneWay) != 0))
        {
            return header.Reference == 0
                ? Refuse(id, flags, method, frameSize, PeerStatus.Unimplemented, refusal ?? string.Empty)
                : Refuse(id, flags, method, frameSize, PeerStatus.NotFound, "The object was released, or lacks the method.");
        }

        if (_streams + target.Method.Streams > core.Options.MaxConcurrentStreams)
        {
            return Refuse(
                id, flags, method, frameSize, PeerStatus.LimitExceeded,
                $"{target.Method} was refused: More than {core.Options.MaxConcurrentStreams} streamed arguments at once ({nameof(PeerSessionOptions.MaxConcurrentStreams)}).",
                target.Method);
        }

        if (!target.Method.HasStreams)
        {
            core.Pace.OnCall();
        }

        var kept = header.KeptFor(target.Method);
        var held = CallBuffer.SizeOf(reader.Rest.Length);
        if (!core.TryHold(held, kept))
        {
            return Refuse(id, flags, method, frameSize, PeerStatus.LimitExceeded, $"{target.Method} was refused. {TooMuchHeld}", target.Method);
        }

        var call = Accept(id, flags, frameSize, target, header, reader.Rest, now);
        (call.Held, call.Kept) = (held, kept);
        if ((flags & CallFlags.More) == 0)
        {
            Ready(call);
        }

        return null;
    }

    /// <summary>More of a call's arguments came. Null, or what the peer did wrong.</summary>
    public string? OnArguments(ulong id, bool more, ReadOnlySpan<byte> bytes)
    {
        if (_calls.Find(id) is not { } call)
        {
            return id > LastId ? "ARGUMENTS for a call that was never made" : null;
        }

        if (call.ArgumentsComplete)
        {
            // A one-way call that was refused waits for its turn to end; its caller cannot know.
            return call.IsOneWay && call.CancelStatus != PeerStatus.Ok ? null : "ARGUMENTS after the last";
        }

        var growth = call.GrowthBy(bytes.Length);
        if (bytes.Length > core.Options.MaxMessageBytes - call.ArgumentsLength || !core.TryHold(growth))
        {
            AnswerRefused(call, PeerStatus.LimitExceeded, bytes.Length > core.Options.MaxMessageBytes - call.ArgumentsLength
                ? $"The arguments of {call.Served.Method} are larger than {core.Options.MaxMessageBytes} bytes ({nameof(PeerSessionOptions.MaxMessageBytes)})."
                : $"The arguments of {call.Served.Method} are larger than what is left of the session's budget of {core.Options.MaxReceiveBytes} bytes ({nameof(PeerSessionOptions.MaxReceiveBytes)}).");
            return null;
        }

        call.Held += growth;
        call.Append(bytes);
        if (!more)
        {
            Ready(call);
        }

        return null;
    }

    /// <summary>The caller gave up. Null, or what the peer did wrong.</summary>
    public string? OnCancel(ulong id, PeerStatus status)
    {
        if (_calls.Find(id) is not { } call)
        {
            return id > LastId ? "CANCEL for a call that was never made" : null;
        }

        Cancel(call, status == PeerStatus.DeadlineExceeded ? status : PeerStatus.Cancelled);
        return null;
    }

    /// <summary>Items of a streamed argument came. Null, or what the peer did wrong.</summary>
    public string? OnData(ulong id, ulong index, ReadOnlySpan<byte> bytes, bool end)
    {
        if (_calls.Find(id) is not { } call)
        {
            return id > LastId ? "DATA for a call that was never made" : null;
        }

        if (FindStream(call, index) is not { } stream)
        {
            return "DATA for a stream the call does not have";
        }

        if (stream.IsFinished)
        {
            return "DATA after the end of its stream";
        }

        if (!stream.TryReceive(bytes))
        {
            return "DATA past the credit of its stream";
        }

        if (end)
        {
            stream.Finish(PeerStatus.Ok, null);
        }

        return null;
    }

    /// <summary>A streamed argument failed at its producer. Null, or what the peer did wrong.</summary>
    public string? OnStreamError(ulong id, ulong index, PeerStatus status, string message)
    {
        if (_calls.Find(id) is not { } call)
        {
            return id > LastId ? "STREAM-ERROR for a call that was never made" : null;
        }

        if (FindStream(call, index) is not { } stream)
        {
            return "STREAM-ERROR for a stream the call does not have";
        }

        if (stream.IsFinished)
        {
            return "STREAM-ERROR after the end of its stream";
        }

        stream.Finish(status == PeerStatus.Ok ? PeerStatus.HandlerFailed : status, message);
        return null;
    }

    /// <summary>The caller says which references of a result it took. Null, or what the peer did wrong.</summary>
    public string? OnSettle(ulong id, ulong part, ulong taken, SettleEnd end) => id > LastId || part != 0 || end == SettleEnd.Call
        ? "SETTLE for a result that is none"
        : core.References.InFlight.Settle((id << 1) | 1, part, taken, end);

    /// <summary>The caller took items of the streamed result. Null, or what the peer did wrong.</summary>
    public string? OnCredit(ulong id, ulong index, long credit)
    {
        if (_calls.Find(id) is not { } call)
        {
            return id > LastId ? "CREDIT for a call that was never made" : null;
        }

        if (index != 0)
        {
            return "CREDIT for a stream that this side receives";
        }

        if (call.ResultStream is { } stream)
        {
            stream.Grant(credit);
        }
        else
        {
            call.EarlyCredit = Math.Min(call.EarlyCredit + credit, long.MaxValue / 2);
        }

        return null;
    }

    /// <summary>The handler answered with a stream.</summary>
    public void OpenResultStream(PeerIncomingCall call, OutgoingStream stream)
    {
        stream.Priority = call.Priority;
        stream.Credit = core.Handshake.PeerStreamWindow + call.EarlyCredit;
        if (call.CancelStatus != PeerStatus.Ok)
        {
            stream.Stop();
        }
    }

    /// <summary>The handler's stream ended: its end was sent, or it was stopped.</summary>
    public void StreamEnded(PeerIncomingCall call, bool stopped)
    {
        if (stopped)
        {
            Frames.Error(core.Send.Answers, call.Id, call.CancelStatus, call.CancelMessage, default, core.Send.Chunk);
        }

        Remove(call);
    }

    /// <summary>Whether a handler may start, or so many answers wait that its target is called again when they have left.</summary>
    public bool MayStart(ServedTarget target) => _backlog.MayStart(target);

    /// <summary>Answers have left: targets that waited for that go on.</summary>
    public void ResumeHeld() => _backlog.ResumeHeld();

    /// <summary>The handler is through with the arguments: the peer may send as much again.</summary>
    public void ReleaseArguments(PeerIncomingCall call)
    {
        core.Unhold(call.Held);
        call.Held = 0;
        call.ResetArguments();
        call.SettleArguments();
        if (!call.IsOneWay)
        {
            _window.Return(call.Cost);
            call.Cost = 0;
        }
    }

    /// <summary>The handler answered.</summary>
    public void Answer(in Answer answer)
    {
        var (call, buffer, length, references) = answer;
        if (call.IsOneWay || core.HasEnded)
        {
            Return(buffer);
            references?.TryClose();
        }
        else if (call.CancelStatus != PeerStatus.Ok)
        {
            Return(buffer);
            references?.TryClose();
            Frames.Error(core.Send.Answers, call.Id, call.CancelStatus, call.CancelMessage, default, core.Send.Chunk);
        }
        else if (length <= core.Send.Chunk)
        {
            Frames.Result(core.Send.QueueOf(call.HasReports, out var isFree), call.Id, buffer.AsSpan(0, length), FlagsOf(references), isFree);
            AwaitSettling(call, references);
            Return(buffer);
        }
        else
        {
            AnswerInPieces(call, buffer, length, references);
            return;
        }

        Remove(call);
    }

    /// <summary>The handler failed.</summary>
    public void AnswerError(PeerIncomingCall call, PeerStatus status, string message, byte[]? detail = null)
    {
        if (!call.IsOneWay && !core.HasEnded)
        {
            var isCancelled = call.CancelStatus != PeerStatus.Ok;
            var queue = core.Send.QueueOf(call.HasReports, out var isFree);
            Frames.Error(
                queue, call.Id, isCancelled ? call.CancelStatus : status, isCancelled ? call.CancelMessage : message, isCancelled ? null : detail, core.Send.Chunk, isFree);
        }

        Remove(call);
    }

    /// <summary>Gets a value indicating whether a call has not been answered yet.</summary>
    public bool IsOpen(ulong id) => _calls.Find(id) is not null;

    /// <summary>Cancels a call by its identifier, because its time is up.</summary>
    public void Expire(ulong id)
    {
        if (_calls.Find(id) is { } call)
        {
            Cancel(call, PeerStatus.DeadlineExceeded);
        }
    }

    /// <summary>The session is over, or does not wait any longer: every handler is told.</summary>
    public void CancelAll()
    {
        foreach (var call in _calls.ToArray())
        {
            Cancel(call, PeerStatus.Cancelled);
        }
    }

    private static StreamReceiver? FindStream(PeerIncomingCall call, ulong index) =>
        call.Streams is { } streams && index >= 1 && index <= (ulong)streams.Length ? streams[(int)index - 1] : null;

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            PeerBuffers.Return(buffer);
        }
    }

    private PeerIncomingCall Accept(ulong id, CallFlags flags, int cost, ServedMethod target, in CallHeader header, ReadOnlySpan<byte> arguments, long now)
    {
        var call = PeerIncomingCall.Rent(_pool, engine, id, target, flags);
        call.Cost = cost;
        call.Contract = header.Contract is null && header.Reference == 0 ? target.Descriptor : target.Target.Contract;
        call.Priority = header.Priority ?? target.Method.Priority;
        call.Append(arguments);
        _calls.Add(id, call);
        Handled++;
        if (target.Method.HasStreams)
        {
            _streaming++;
        }

        if (call.IsOneWay)
        {
            _oneWay++;
        }

        if (target.Method.Streams > 0)
        {
            _streams += target.Method.Streams;
            call.Streams = new StreamReceiver[target.Method.Streams];
            for (var i = 0; i < call.Streams.Length; i++)
            {
                call.Streams[i] = new StreamReceiver(engine, (id << 1) | 1, i + 1);
            }
        }

        if (header.Remaining > 0)
        {
            call.Deadline = now + header.Remaining;
            core.Deadlines.Add(call.Deadline, id, outgoing: false);
        }

        if (header.Remaining > 0 || header.Headers is not null)
        {
            call.Context = engine.CreateContext(header.Remaining > 0 ? now + header.Remaining : 0, header.Headers);
        }

        // A one-way call keeps the place its first frame has, however long its arguments take to come.
        if (call.IsOneWay && !target.Method.IsConcurrent)
        {
            target.Target.Enqueue(call);
        }

        return call;
    }

    private void Ready(PeerIncomingCall call)
    {
        call.ArgumentsComplete = true;
        var method = call.Served;
        if (method.Method.IsConcurrent && MayStart(method.Target))
        {
            core.Work.Add(call);
        }
        else if (call.IsOneWay && !method.Method.IsConcurrent)
        {
            method.Target.Wake();
        }
        else
        {
            method.Target.Enqueue(call);
        }
    }

    /// <summary>The call stays in the table, and counts, until the last of its result is sent.</summary>
    private void AnswerInPieces(PeerIncomingCall call, byte[] buffer, int length, SentReferences? references)
    {
        if (!_backlog.TryAdd(length))
        {
            Return(buffer);
            references?.TryClose();
            AnswerError(call, PeerStatus.LimitExceeded, $"The result of {call.Served.Method} was dropped: more answers wait to be sent than the session holds, {core.Options.MaxQueuedAnswerBytes} bytes ({nameof(PeerSessionOptions.MaxQueuedAnswerBytes)}).");
            return;
        }

        ReleaseArguments(call);
        call.ResultReferences = references;
        call.ResultRest = new BufferFlow(FrameType.Result, call.Id, buffer, 0, length, _backlog.Left, () => OnResultSent(call))
        {
            Priority = call.Priority,
            NotBefore = call.HasReports ? core.Send.Calls.Added : 0,
            LastFlags = FlagsOf(references),
        };
        core.Send.Activate(call.ResultRest);
    }

    private void OnResultSent(PeerIncomingCall call)
    {
        AwaitSettling(call, call.ResultReferences);
        Remove(call);
    }

    private static ResultFlags FlagsOf(SentReferences? references) => references is null ? ResultFlags.None : ResultFlags.References;

    /// <summary>The last of a result is on its way: its references count until the peer says whether it took them.</summary>
    private void AwaitSettling(PeerIncomingCall call, SentReferences? references)
    {
        if (references is not null)
        {
            core.References.InFlight.Add((call.Id << 1) | 1, 0, references);
        }
    }

    private string? Refuse(ulong id, CallFlags flags, ulong method, int cost, PeerStatus status, string message, PeerMethod? known = null)
    {
        _window.Return(cost);
        if ((flags & CallFlags.Settle) != 0)
        {
            core.Settle((id << 1) | 1, 0, 0, SettleEnd.Call);
        }

        if ((flags & CallFlags.OneWay) == 0)
        {
            Frames.Error(core.Send.Answers, id, status, message, default, core.Send.Chunk);
        }
        else
        {
            Drop(known, method, status, message);
        }

        return null;
    }

    /// <summary>A call that no handler will see, and whose caller is not told: the application is.</summary>
    private void Drop(PeerMethod? known, ulong method, PeerStatus status, string message)
    {
        if (known is null)
        {
            _refusals.Add(method, status, message);
        }
        else
        {
            core.Work.Add(new FailureReport(known.ToString(), new PeerException(status, message), core.Options));
        }
    }

    private void AnswerRefused(PeerIncomingCall call, PeerStatus status, string message)
    {
        if (call.IsOneWay)
        {
            // It has a place in the queue: it runs out there, without its handler.
            if (status == PeerStatus.LimitExceeded)
            {
                Drop(call.Served.Method, 0, status, message);
            }

            call.Cancel(status);
            core.Unhold(call.Held);
            call.Held = 0;
            call.ResetArguments();
            Ready(call);
            return;
        }

        Frames.Error(core.Send.Answers, call.Id, status, message, default, core.Send.Chunk);
        Remove(call);
    }

    private void Cancel(PeerIncomingCall call, PeerStatus status)
    {
        var id = call.Id;
        call.Cancel(status);
        if (_calls.Find(id) is null)
        {
            // Its stream had only its end left to send: the call is gone already.
            return;
        }

        if (call.ResultRest is { } rest)
        {
            rest.Release();
            call.ResultReferences?.TryClose();
            Frames.Error(core.Send.Answers, call.Id, status, call.CancelMessage, default, core.Send.Chunk);
            Remove(call);
        }
        else if (!call.ArgumentsComplete)
        {
            // Its handler will never start; a one-way call only gives its place free.
            AnswerRefused(call, status, call.CancelMessage);
        }
    }

    private void Remove(PeerIncomingCall call)
    {
        if (!_calls.Remove(call.Id))
        {
            return;
        }

        if (call.Served.Method.HasStreams)
        {
            _streaming--;
        }

        core.Unhold(call.Held, call.Lease is null ? call.Kept : 0);
        call.Held = 0;
        _window.Return(call.Cost);
        call.ReleaseReferences();
        if (call.Streams is { } streams)
        {
            _streams -= streams.Length;
            foreach (var stream in streams)
            {
                stream.End(PeerStatus.FailedPrecondition, "The call the stream belongs to has ended.");
                stream.Close();
                if (stream.Consumer is { } consumer)
                {
                    core.Work.Add(consumer);
                }

                if (!stream.IsTaken)
                {
                    // Nobody has read of it; whoever did settles it when it leaves.
                    stream.Settle(0, SettleEnd.Part);
                }
            }
        }

        if (call.IsOneWay)
        {
            _oneWay--;
            call.Served.Target.OneWayFinished(call);
        }

        if (call.Lease is { } lease)
        {
            core.Work.Add(new InstanceDisposal(lease, call.Served.Method, engine, call.Kept));
        }

        call.Recycle(_pool);
        core.CheckFinished();
    }
}
