using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Incoming;

/// <summary>The peer's calls on this side: what arrives, what runs, and when each is over.</summary>
internal sealed class IncomingCallTable
{
    /// <summary>As many idle calls a session keeps for itself: more than run at once in most, and little memory.</summary>
    private const int OwnCalls = 64;

    private readonly SessionState _state;
    private readonly StreamPace _pace;
    private readonly ServingState _serving;
    private readonly ReferenceTable _references;
    private readonly CallAdmission _admission;
    private readonly UnreliableCalls _unreliable;
    private readonly OpenCalls _calls = new();
    private int _oneWay;

    public IncomingCallTable(SessionState state, StreamPace pace, ServingState serving, ReferenceTable references, ServedContracts served, ICallHost host)
    {
        _state = state;
        _pace = pace;
        _serving = serving;
        _references = references;
        Pool = new(host.IdleCalls, OwnCalls);
        _admission = new(state, served, references, host);
        _unreliable = new(state, served, references, host);
        Answers = new(state, serving.Answers, references, this);
    }

    /// <summary>Gets how the calls are answered.</summary>
    public AnswerQueue Answers { get; }

    /// <summary>Gets the session's idle calls.</summary>
    public OwnPool<IncomingCall> Pool { get; }

    /// <summary>Gets how many calls are queued or running.</summary>
    public int Count => _calls.Count + _unreliable.Count;

    /// <summary>Gets how many of them are to be answered.</summary>
    public int Answered => _calls.Count - _oneWay;

    /// <summary>Gets how many streamed arguments are open.</summary>
    public int Streams { get; private set; }

    /// <summary>Gets how many of the calls have a stream for a result or an argument, and so may last.</summary>
    public int Streaming { get; private set; }

    public ulong LastId { get; private set; }

    /// <summary>Gets or sets how many calls came with the latest message.</summary>
    public int Burst { get; set; }

    public long Handled { get; private set; }

    /// <summary>Gets how many bytes wait that are in no queue of frames: the rests of large results, and items of streams.</summary>
    public long QueuedBytes
    {
        get
        {
            var bytes = Answers.LargeBytes;
            foreach (var call in _calls.ToArray())
            {
                bytes += call.ResultStream?.QueuedBytes ?? 0;
            }

            return bytes;
        }
    }

    /// <summary>A call came. Null, or what the peer did wrong.</summary>
    public string? OnCall(ref FrameReader reader, int frameSize, long now) => _admission.OnCall(this, ref reader, frameSize, now);

    /// <summary>Takes the identifier of a call that came. False when it was used before.</summary>
    public bool TryCount(ulong id)
    {
        if (id <= LastId)
        {
            return false;
        }

        LastId = id;
        Burst++;
        return true;
    }

    /// <summary>Adds a call that was taken.</summary>
    public void Add(IncomingCall call, bool isComplete)
    {
        _calls.Add(call);
        Handled++;
        var method = call.Served.Method;
        if (method.HasStreams)
        {
            Streaming++;
        }
        else
        {
            _pace.OnCall();
        }

        if (call.IsOneWay)
        {
            _oneWay++;
        }

        if (method.Streams > 0)
        {
            Streams += method.Streams;
            call.Streams = new StreamReceiver[method.Streams];
            for (var i = 0; i < call.Streams.Length; i++)
            {
                call.Streams[i] = new StreamReceiver(_state, _pace, call.Key, i + 1);
            }
        }

        if (call.Deadline != 0)
        {
            _state.Deadlines.Add(call.Deadline, call.Id, outgoing: false);
        }

        // A one-way call keeps the place its first frame has, however long its arguments take to come.
        if (call.IsOneWay && !method.IsConcurrent)
        {
            call.Served.Target.Enqueue(call);
        }

        if (isComplete)
        {
            Ready(call);
        }
    }

    /// <summary>A call came by the lane without order. Null, or what the peer did wrong.</summary>
    public string? OnUnreliable(ref FrameReader reader, int frameSize) => _unreliable.OnCall(this, ref reader, frameSize);

    /// <summary>Adds a call that came by the lane without order, and was taken. It has the place among the others in which it came.</summary>
    public void AddUnreliable(IncomingCall call)
    {
        Handled++;
        Burst++;
        _pace.OnCall();
        if (!call.Served.Method.IsConcurrent)
        {
            call.Served.Target.Enqueue(call);
        }

        Ready(call);
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
        var isTooLarge = bytes.Length > _state.Options.MaxMessageBytes - call.Arguments.Length;
        if (isTooLarge || !_state.Budget.TryHold(growth))
        {
            AnswerRefused(call, PeerStatus.LimitExceeded, isTooLarge
                ? $"The arguments of {call.Served.Method} are larger than {_state.Options.MaxMessageBytes} bytes ({nameof(PeerSessionOptions.MaxMessageBytes)})."
                : $"The arguments of {call.Served.Method} are larger than what is left of the session's budget of {_state.Options.MaxReceiveBytes} bytes ({nameof(PeerSessionOptions.MaxReceiveBytes)}).");
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
    public string? OnData(ulong id, ulong index, ReadOnlySpan<byte> bytes, bool end, long now)
    {
        if (_calls.Find(id) is not { } call)
        {
            return id > LastId ? "DATA for a call that was never made" : null;
        }

        if (call.FindStream(index) is not { } stream)
        {
            return "DATA for a stream the call does not have";
        }

        if (stream.IsFinished)
        {
            return "DATA after the end of its stream";
        }

        if (!stream.TryReceive(bytes, end, now))
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

        if (call.FindStream(index) is not { } stream)
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
        : _references.InFlight.Settle((id << 1) | 1, part, taken, end);

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

    /// <summary>The handler is through with the arguments: the peer may send as much again.</summary>
    public void ReleaseArguments(IncomingCall call)
    {
        _state.Budget.Release(call.Held);
        call.Held = 0;
        call.ResetArguments();
        SettleArguments(call);
        if (!call.IsOneWay)
        {
            _admission.Window.Return(call.Cost);
            call.Cost = 0;
        }
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

        foreach (var call in _unreliable.ToArray())
        {
            Stop(call, PeerStatus.Cancelled);
        }
    }

    /// <summary>The call was answered, or needs no answer: it is over, unless it was before.</summary>
    public void Remove(IncomingCall call)
    {
        if (!(call.IsUnreliable ? _unreliable.Remove(call) : _calls.Remove(call)))
        {
            return;
        }

        if (call.Served.Method.HasStreams)
        {
            Streaming--;
        }

        _state.Budget.Release(call.Held, call.AtEnd is null ? call.Kept : 0);
        call.Held = 0;
        _admission.Window.Return(call.Cost);
        SettleArguments(call);
        TellHandled(call.Id, call.Flags);
        call.Taken.Release(_references);
        CloseStreams(call);
        if (call.IsOneWay)
        {
            _oneWay -= call.IsUnreliable ? 0 : 1;
            call.Served.Target.OneWayFinished(call);
        }

        if (call.AtEnd is { } atEnd)
        {
            _state.Add(atEnd);
        }

        call.Recycle(Pool);
    }

    /// <summary>A one-way call is over: its caller is told where it waits for that.</summary>
    public void TellHandled(ulong id, CallFlags flags)
    {
        if ((flags & CallFlags.Latest) != 0 && !_state.HasEnded)
        {
            Frames.Handled(_state.Send.Control, id);
        }
    }

    /// <summary>No argument will be read any more: the peer learns which references were taken. Harmless when it was done.</summary>
    private void SettleArguments(IncomingCall call)
    {
        if ((call.Flags & CallFlags.Settle) != 0 && (call.Taken.Count > 0 || !call.Taken.IsRead))
        {
            _state.Settle(call.Key, 0, (ulong)call.Taken.Count, SettleEnd.Part);
        }

        call.Flags &= ~CallFlags.Settle;
        call.Taken.Settle(_references);
    }

    private void CloseStreams(IncomingCall call)
    {
        if (call.Streams is not { } streams)
        {
            return;
        }

        Streams -= streams.Length;
        foreach (var stream in streams)
        {
            stream.End(PeerStatus.FailedPrecondition, "The call the stream belongs to has ended.");
            stream.Close();
            if (stream.Consumer is { } consumer)
            {
                _state.Add(consumer);
            }

            if (!stream.IsTaken)
            {
                // Nobody has read of it; whoever did settles it when it leaves.
                stream.Settle(0, SettleEnd.Part);
            }
        }
    }

    private void Ready(IncomingCall call)
    {
        call.ArgumentsComplete = true;
        var served = call.Served;
        if (served.Method.IsConcurrent && _serving.Answers.MayStart(served.Target))
        {
            _state.Add(call.Handler);
        }
        else if (call.IsOneWay && !served.Method.IsConcurrent)
        {
            served.Target.Wake();
        }
        else
        {
            served.Target.Enqueue(call);
        }
    }

    private void AnswerRefused(IncomingCall call, PeerStatus status, string message)
    {
        if (call.IsOneWay)
        {
            // It has a place in the queue: it runs out there, without its handler.
            if (status == PeerStatus.LimitExceeded)
            {
                _admission.Drop(call.Served.Method, status, message);
            }

            Stop(call, status);
            _state.Budget.Release(call.Held);
            call.Held = 0;
            call.ResetArguments();
            Ready(call);
            return;
        }

        Answers.AddRefusal(call.Id, status, message);
        Remove(call);
    }

    /// <summary>The caller does not want it any more.</summary>
    private void Cancel(IncomingCall call, PeerStatus status)
    {
        var id = call.Id;
        Stop(call, status);
        if (_calls.Find(id) is null)
        {
            // Its stream had only its end left to send: the call is gone already.
            return;
        }

        if (call.ResultRest is { } rest)
        {
            rest.Release();
            call.ResultReferences?.TryClose();
            Answers.AddRefusal(call.Id, status, call.CancelMessage);
            Remove(call);
        }
        else if (!call.ArgumentsComplete)
        {
            // Its handler will never start; a one-way call only gives its place free.
            AnswerRefused(call, status, call.CancelMessage);
        }
    }

    /// <summary>Tells the handler, and ends its streams.</summary>
    private void Stop(IncomingCall call, PeerStatus status)
    {
        if (call.CancelStatus != PeerStatus.Ok)
        {
            return;
        }

        call.CancelStatus = status;
        if (call.WhenCancelled is { } cancellation)
        {
            _state.Add(cancellation);
        }

        if (call.Streams is { } streams)
        {
            foreach (var stream in streams)
            {
                stream.End(PeerStatus.Cancelled, "The call was cancelled.");
            }
        }

        call.ResultStream?.Stop();
    }
}
