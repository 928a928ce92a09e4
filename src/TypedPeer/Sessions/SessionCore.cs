namespace TypedPeer.Sessions;

/// <summary>
/// The protocol of one session as a state machine: messages and the time go in; messages, work and the next deadline come out.
/// Knows no channel, thread or clock, and is only used under the session's lock.
/// </summary>
internal sealed class SessionCore
{
    /// <summary>A peer that makes this side queue more answers to control frames than this does not read.</summary>
    private const int MaxControlBytes = 1024 * 1024;

    private readonly SessionEngine _engine;
    private readonly ServedContracts _served;
    private long _held;
    private long _objects;
    private bool _goodbyeSent;
    private bool _goodbyeReceived;
    private bool _finishedSent;
    private bool _finishedReceived;

    public SessionCore(SessionEngine engine, PeerSessionOptions options, ServedContracts served)
    {
        _engine = engine;
        _served = served;
        Options = options;
        Outgoing = new(this);
        Handshake = new(this);
        Incoming = new(this, engine, served);
        KeepAlive = new(this);
        Pace = new(KeepAlive);
        References = new(engine);
        Shared = new(this, served);
        Deadlines = new((id, outgoing) => outgoing ? Outgoing.MayWait(id) : Incoming.IsOpen(id));
    }

    public PeerSessionOptions Options { get; }

    public SendScheduler Send { get; } = new();

    public OutgoingCallTable Outgoing { get; }

    public IncomingCallTable Incoming { get; }

    public Handshake Handshake { get; }

    public KeepAlive KeepAlive { get; }

    public StreamPace Pace { get; }

    public ReferenceTable References { get; }

    public SharedContracts Shared { get; }

    public DeadlineQueue Deadlines { get; }

    /// <summary>Gets how many bytes are held for the peer: unread streams, and arguments of calls that have not begun.</summary>
    public long Held => _held;

    /// <summary>Gets how many bytes the objects of the peer's calls take in memory beside what they hold, headers included.</summary>
    public long Objects => _objects;

    /// <summary>Gets or sets how many enumerators of the peer's streams the collector found that had not been disposed.</summary>
    public long StreamsLeaked { get; set; }

    /// <summary>Gets how many bytes wait to be given to the channel. Looks at every call, so it is for whoever asks, and for no decision.</summary>
    public long Queued => HasEnded ? 0 : Send.QueuedBytes + Outgoing.QueuedBytes + Incoming.QueuedBytes;

    /// <summary>Gets work to queue once the lock is released.</summary>
    public WorkList Work => _engine.Work;

    /// <summary>Gets the smoothed round trip in microseconds; zero before it was measured.</summary>
    public long RoundTrip => KeepAlive.RoundTrip;

    /// <summary>Gets a value indicating whether this side takes and makes no new calls.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Gets a value indicating whether the peer asked to stop first.</summary>
    public bool StoppedByPeer { get; private set; }

    /// <summary>Gets a value indicating whether nothing goes in or out any more.</summary>
    public bool HasEnded => End is not null;

    /// <summary>Gets why the session ended.</summary>
    public PeerSessionEnd? End { get; private set; }

    public long NextDeadline => HasEnded ? long.MaxValue : Math.Min(Deadlines.Next, KeepAlive.NextDeadline);

    /// <summary>The channel is open: introduces this side.</summary>
    public void Open(int maxMessageSize, bool authorized, long now)
    {
        Send.Chunk = Math.Clamp(maxMessageSize - SendScheduler.ChunkOverhead, 64, SendScheduler.MaxChunk);
        KeepAlive.Opened(now);
        Handshake.Write(authorized ? _served.Descriptors : []);
        Shared.Opened();
        if (!authorized)
        {
            Abort(new(PeerSessionEndKind.NotAuthorized, PeerStatus.PermissionDenied, "The peer is not authorised."), "not authorised");
        }
    }

    /// <summary>Takes one channel message. Never throws, whatever the bytes.</summary>
    public void Receive(ReadOnlySpan<byte> message, long now)
    {
        KeepAlive.Heard(now);
        Incoming.Burst = 0;
        var position = 0;
        while (position < message.Length && !HasEnded)
        {
            var start = position;
            var type = (FrameType)message[position++];
            if (!Varint.TryRead(message, ref position, out var length) || length > (ulong)(message.Length - position))
            {
                Fail("a frame is longer than its message");
                return;
            }

            var reader = new FrameReader(message.Slice(position, (int)length));
            position += (int)length;
            if (Dispatch(type, ref reader, position - start, now) is { } error)
            {
                Fail(error);
                return;
            }
        }

        if (Send.Control.Length > MaxControlBytes)
        {
            Fail("the peer sends requests and reads no answers");
        }
    }

    public void HandleDeadline(long now)
    {
        while (!HasEnded && Deadlines.TryTakeDue(now, out var id, out var outgoing))
        {
            if (!outgoing)
            {
                Incoming.Expire(id);
            }
            else if (Outgoing.Find(id) is { } call)
            {
                Outgoing.Cancel(call, PeerStatus.DeadlineExceeded);
            }
        }

        KeepAlive.HandleDeadline(now);
    }

    public void OnConnected()
    {
        Send.IsOpen = true;
        KeepAlive.Connected();
        _engine.OnConnected();
        Outgoing.StartWaiting();
    }

    /// <summary>Begins to stop: no new calls, a goodbye, and the end once everything in flight is finished on both sides.</summary>
    public void Stop()
    {
        if (IsStopping || HasEnded)
        {
            return;
        }

        IsStopping = true;
        Outgoing.EndWaiting(PeerStatus.Unavailable, "The session is ending.");
        SendGoodbye(PeerStatus.Ok, "The session is ending.");
        CheckFinished();
    }

    /// <summary>Ends at once, telling the peer why.</summary>
    public void Abort(PeerSessionEnd end, string goodbye)
    {
        if (HasEnded)
        {
            return;
        }

        _goodbyeSent = false;
        SendGoodbye(end.Status, goodbye);
        Terminate(end);
    }

    /// <summary>The session is over: every call ends, every handler is told.</summary>
    public void Terminate(PeerSessionEnd end)
    {
        if (HasEnded)
        {
            return;
        }

        End = end;
        IsStopping = true;
        Outgoing.EndAll(end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status, end.Message);
        Incoming.CancelAll();
        Send.DropData();
        References.Clear();
        Incoming.ResumeHeld();
        _engine.OnEnded();
    }

    /// <summary>While stopping: says so to the peer once this side has nothing left to do, and ends once both have.</summary>
    public void CheckFinished()
    {
        if (!IsStopping || HasEnded || !_goodbyeReceived || !_goodbyeSent)
        {
            return;
        }

        if (!_finishedSent && Incoming.Count == 0 && Outgoing.IsIdle && Send.IsEmpty)
        {
            _finishedSent = true;
            Frames.Finished(Send.Control);
        }
        else if (_finishedSent && _finishedReceived && Send.IsEmpty)
        {
            Terminate(StoppedByPeer
                ? new(PeerSessionEndKind.StoppedByPeer, PeerStatus.Ok, "The peer stopped the session; everything in flight was finished.")
                : new(PeerSessionEndKind.Stopped, PeerStatus.Ok, "The session was stopped; everything in flight was finished."));
        }
    }

    /// <summary>Tells the peer how many of its references in a part of a call were taken.</summary>
    /// <param name="call">The call, as frames from this side name it.</param>
    /// <param name="part">0 for the arguments, or for the result; otherwise the index of a streamed argument.</param>
    /// <param name="taken">How many in all.</param>
    /// <param name="end">What ends with it.</param>
    /// <param name="behindCalls">Whether the call itself may not have left yet, and must not be overtaken.</param>
    public void Settle(ulong call, int part, ulong taken, SettleEnd end, bool behindCalls = false)
    {
        if (!HasEnded)
        {
            Frames.Settle(behindCalls ? Send.Calls : Send.Control, call, part, taken, end);
        }
    }

    /// <summary>Takes bytes out of the session's receive budget.</summary>
    public bool TryHold(int bytes)
    {
        if (_held + bytes > Options.MaxReceiveBytes)
        {
            return false;
        }

        _held += bytes;
        return true;
    }

    public void Unhold(int bytes) => _held -= bytes;

    /// <summary>Takes what a call of the peer brings, and what its objects take in memory, each of which is bounded alike.</summary>
    public bool TryHold(int bytes, int objects)
    {
        if (_objects + objects > Options.MaxReceiveBytes || !TryHold(bytes))
        {
            return false;
        }

        _objects += objects;
        return true;
    }

    public void Unhold(int bytes, int objects)
    {
        _held -= bytes;
        _objects -= objects;
    }

    /// <summary>Gets a value indicating whether windows may grow: past half of what may be held, streams that have less come first.</summary>
    public bool MayGrow => _held < Options.MaxReceiveBytes / 2;

    private string? Dispatch(FrameType type, ref FrameReader reader, int frameSize, long now)
    {
        switch (type)
        {
            case FrameType.Hello:
                return Handshake.OnHello(ref reader);
            case FrameType.Contract:
                return Handshake.OnContract(ref reader);
            case FrameType.Ping:
                return OnPing(ref reader);
            case FrameType.Pong:
                return reader.TryUInt64(out var token) ? KeepAlive.OnPong(token, now) : "PONG is cut short";
            case FrameType.Goodbye:
                return OnGoodbye(ref reader);
            default:
                break;
        }

        if (!Handshake.IsDone)
        {
            return (byte)type >= 0x80 ? null : "the peer does not begin with HELLO";
        }

        return type switch
        {
            FrameType.Finished => OnFinished(),
            FrameType.CallCredit => OnCallCredit(ref reader),
            FrameType.Call => Incoming.OnCall(ref reader, frameSize, now),
            FrameType.Arguments => OnPiece(ref reader, isResult: false),
            FrameType.Result => OnPiece(ref reader, isResult: true),
            FrameType.Cancel => OnCancel(ref reader),
            FrameType.Error => OnError(ref reader),
            FrameType.Data or FrameType.DataEnd => OnData(ref reader, type == FrameType.DataEnd),
            FrameType.StreamError => OnStreamError(ref reader),
            FrameType.Credit => OnCredit(ref reader),
            FrameType.StreamStop => OnStreamStop(ref reader),
            FrameType.Release => reader.TryVarint(out var id) && reader.TryVarint(out var count) ? References.OnRelease(id, count) : "RELEASE is cut short",
            FrameType.Settle => OnSettle(ref reader),
            FrameType.Shared => Shared.OnShared(ref reader),
            _ => (byte)type >= 0x80 ? null : $"a frame of the unknown type 0x{(byte)type:x2}",
        };
    }

    private string? OnPing(ref FrameReader reader)
    {
        if (!reader.TryUInt64(out var token))
        {
            return "PING is cut short";
        }

        Frames.Ping(Send.Control, FrameType.Pong, token);
        return null;
    }

    private string? OnGoodbye(ref FrameReader reader)
    {
        if (!reader.TryVarint(int.MaxValue, out var code) || !reader.TryVarint(out var last) || !reader.TryText(SendScheduler.MaxChunk, out var message))
        {
            return "GOODBYE is cut short";
        }

        if (_goodbyeReceived && code == 0)
        {
            return "a second GOODBYE";
        }

        _goodbyeReceived = true;
        var status = (PeerStatus)code;
        if (status != PeerStatus.Ok)
        {
            var kind = status switch
            {
                PeerStatus.PermissionDenied => PeerSessionEndKind.NotAuthorized,
                PeerStatus.ProtocolError => PeerSessionEndKind.ProtocolError,
                _ => PeerSessionEndKind.StoppedByPeer,
            };
            Terminate(new(kind, status == PeerStatus.ProtocolError ? status : PeerStatus.ConnectionLost, $"The peer ended the session: {message}"));
            return null;
        }

        if (!IsStopping)
        {
            StoppedByPeer = true;
            IsStopping = true;
            SendGoodbye(PeerStatus.Ok, string.Empty);
        }

        Outgoing.OnGoodbye(last, "The peer is ending the session and did not take the call.");
        CheckFinished();
        return null;
    }

    private string? OnFinished()
    {
        if (!_goodbyeReceived)
        {
            return "FINISHED without GOODBYE";
        }

        _finishedReceived = true;
        CheckFinished();
        return null;
    }

    private string? OnCallCredit(ref FrameReader reader)
    {
        if (!reader.TryVarint(long.MaxValue / 4, out var bytes))
        {
            return "CALL-CREDIT is cut short";
        }

        Send.CallCredit = Math.Min(Send.CallCredit + (long)bytes, long.MaxValue / 2);
        return null;
    }

    private string? OnPiece(ref FrameReader reader, bool isResult)
    {
        if (!reader.TryVarint(out var id) || !reader.TryVarint(isResult ? 3UL : 1, out var flags))
        {
            return isResult ? "RESULT is cut short" : "ARGUMENTS is cut short";
        }

        return isResult
            ? Outgoing.OnResult(id, (ResultFlags)flags, reader.Rest)
            : Incoming.OnArguments(id, flags == (ulong)ResultFlags.More, reader.Rest);
    }

    private string? OnCancel(ref FrameReader reader) =>
        reader.TryVarint(out var id) && reader.TryVarint(int.MaxValue, out var status) ? Incoming.OnCancel(id, (PeerStatus)status) : "CANCEL is cut short";

    private string? OnError(ref FrameReader reader) =>
        reader.TryVarint(out var id) && reader.TryVarint(int.MaxValue, out var status) && reader.TryText(SendScheduler.MaxChunk, out var message)
            ? Outgoing.OnError(id, (PeerStatus)status, message, reader.Rest)
            : "ERROR is cut short";

    private string? OnData(ref FrameReader reader, bool end)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index))
        {
            return "DATA is cut short";
        }

        // The lowest bit tells whose call it is: set when the sender of the frame answers it.
        return (call & 1) == 0 ? Incoming.OnData(call >> 1, index, reader.Rest, end) : Outgoing.OnData(call >> 1, index, reader.Rest, end);
    }

    private string? OnStreamError(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index)
            || !reader.TryVarint(int.MaxValue, out var status) || !reader.TryText(SendScheduler.MaxChunk, out var message))
        {
            return "STREAM-ERROR is cut short";
        }

        return (call & 1) == 0 ? Incoming.OnStreamError(call >> 1, index, (PeerStatus)status, message) : "STREAM-ERROR for a result, which ends with ERROR";
    }

    private string? OnCredit(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index) || !reader.TryVarint(long.MaxValue / 4, out var bytes))
        {
            return "CREDIT is cut short";
        }

        return (call & 1) == 0 ? Incoming.OnCredit(call >> 1, index, (long)bytes) : Outgoing.OnStreamControl(call >> 1, index, (long)bytes, stop: false);
    }

    private string? OnStreamStop(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var index))
        {
            return "STREAM-STOP is cut short";
        }

        return (call & 1) == 0 ? "STREAM-STOP for a result, which ends with CANCEL" : Outgoing.OnStreamControl(call >> 1, index, 0, stop: true);
    }

    private string? OnSettle(ref FrameReader reader)
    {
        if (!reader.TryVarint(out var call) || !reader.TryVarint(out var part) || !reader.TryVarint(out var taken)
            || !reader.TryVarint((ulong)SettleEnd.Call, out var end))
        {
            return "SETTLE is cut short";
        }

        // The peer names the call as its own frames do; the references are filed as frames from this side name it.
        return (call & 1) == 1
            ? Outgoing.OnSettle(call >> 1, part, taken, (SettleEnd)end)
            : Incoming.OnSettle(call >> 1, part, taken, (SettleEnd)end);
    }

    private void Fail(string error) => Abort(
        new(PeerSessionEndKind.ProtocolError, PeerStatus.ProtocolError, $"The peer broke the protocol: {error}."), error);

    private void SendGoodbye(PeerStatus status, string message)
    {
        if (!_goodbyeSent)
        {
            _goodbyeSent = true;
            Frames.Goodbye(Send.Control, status, Incoming.LastId, message, Send.Chunk);
        }
    }
}
