using TypedPeer.Channels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Core;

/// <summary>
/// The protocol of one session as a state machine: messages and the time go in; messages, work and the next deadline come out.
/// Knows no channel, thread or clock, and is only used under the session's lock.
/// </summary>
internal sealed class SessionCore
{
    /// <summary>A peer that makes this side queue more answers to control frames than this does not read.</summary>
    private const int MaxControlBytes = 1024 * 1024;

    /// <summary>How long, in microseconds, what came before the channel closed may take to be read, once it takes nothing any more: it tells of its close behind that.</summary>
    private const long LastWords = 5_000_000;

    /// <summary>The most of the time to stop, in microseconds, that is kept for the goodbye and the channel's close: several round trips of a slow path.</summary>
    private const long MostToClose = 1_000_000;

    private readonly SessionEngine _engine;
    private readonly ServedContracts _served;
    private long _held;
    private long _objects;
    private bool _goodbyeSent;
    private bool _goodbyeReceived;
    private bool _finishedSent;
    private bool _finishedReceived;
    private long _closeBy = long.MaxValue;
    private long _lostBy = long.MaxValue;
    private PeerSessionEnd? _loss;

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

    public long NextDeadline => HasEnded ? long.MaxValue
        : Math.Min(Math.Min(Deadlines.Next, KeepAlive.NextDeadline), Math.Min(_lostBy, GiveUpAt));

    /// <summary>Gets how much of the time to stop, in microseconds, is for the goodbye and the channel's close: an eighth, up to a second.</summary>
    public long TimeToClose => Math.Min(StopTime / 8, MostToClose);

    private long StopTime => Options.StopTimeout.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Gets when stopping gives up what still runs.</summary>
    private long GiveUpAt => _closeBy == long.MaxValue ? long.MaxValue : _closeBy - TimeToClose;

    /// <summary>The channel is open: introduces this side.</summary>
    public void Open(int maxMessageSize, bool authorized, long now)
    {
        if (maxMessageSize < ChannelSender.LeastMessage)
        {
            Terminate(new(
                PeerSessionEndKind.Aborted,
                PeerStatus.FailedPrecondition,
                $"The channel takes messages of at most {maxMessageSize} bytes; a session needs {ChannelSender.LeastMessage} (max-message-size in the peer's description)."));
            return;
        }

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
        try
        {
            if (!HasEnded)
            {
                ReadFrames(message, now);
            }
        }
#pragma warning disable CA1031 // Nothing of the core's may leave the lock held, or reach the thread that reads.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
    }

    /// <summary>Does what is due. Never throws.</summary>
    public void HandleDeadline(long now)
    {
        try
        {
            if (!HasEnded)
            {
                DoWhatIsDue(now);
            }
        }
#pragma warning disable CA1031 // Nothing of the core's may leave the lock held, or reach the thread of a timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
    }

    /// <summary>The channel takes nothing any more. What came before its close is still read; it tells of the close itself behind that.</summary>
    public void ChannelCloses(PeerChannelCloseReason? reason, Exception exception, long now)
    {
        _loss ??= new(PeerSessionEndKind.ConnectionLost, PeerStatus.ConnectionLost, $"The channel closed: {PeerText.Clean(reason?.Message ?? ExceptionText.MessageOf(exception))}", reason);
        _lostBy = Math.Min(_lostBy, now + LastWords);
    }

    /// <summary>The channel closed.</summary>
    public void ChannelClosed(PeerChannelCloseReason reason) => Terminate(new(
        PeerSessionEndKind.ConnectionLost,
        PeerStatus.ConnectionLost,
        IsStopping ? $"The channel closed while the session was ending: {PeerText.Clean(reason.Message)}" : $"The channel closed: {PeerText.Clean(reason.Message)}",
        reason));

    /// <summary>The channel threw what it is not meant to: that is its end.</summary>
    public void ChannelFailed(Exception exception)
    {
        var message = ExceptionText.MessageOf(exception);
        Terminate(new(PeerSessionEndKind.ConnectionLost, PeerStatus.ConnectionLost, $"The channel failed: {message}", new(PeerChannelCloseKind.ConnectionLost, message, exception)));
    }

    /// <summary>The channel is none a session can run on.</summary>
    public void Refuse(string reason) => Abort(
        new(PeerSessionEndKind.Aborted, PeerStatus.FailedPrecondition, $"The channel cannot carry a session: {reason}"), $"the channel cannot carry a session: {reason}");

    /// <summary>An error of this side's own: ends the session, as far as that is possible.</summary>
    public void Crash(Exception exception)
    {
        Work.Add(new TracedFailure(exception));
        try
        {
            Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, $"The session failed: {ExceptionText.MessageOf(exception)}"), "an error of the session's own");
        }
#pragma warning disable CA1031 // The state is not what it should be; the end is set first, and told last, whatever comes between.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Work.Add(new TracedFailure(e));
        }
    }

    private void ReadFrames(ReadOnlySpan<byte> message, long now)
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

    private void DoWhatIsDue(long now)
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

        if (now >= GiveUpAt)
        {
            GiveUp();
        }
        else if (now >= _lostBy)
        {
            Terminate(_loss!);
        }

        KeepAlive.HandleDeadline(now);
    }

    private void GiveUp() => Abort(
        new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, "The peer, or calls still running, did not finish in the time stopping may take."),
        "The peer, or calls still running, did not finish in the time stopping may take.");

    public void OnConnected()
    {
        Send.IsOpen = true;
        KeepAlive.Connected();
        _engine.Ending.OnConnected();
        Outgoing.StartWaiting();
    }

    /// <summary>Gets when, in microseconds, the channel of a session that ends now has to be let go of.</summary>
    public long CloseBy(long now) => Math.Min(_closeBy, StopTime > long.MaxValue - now ? long.MaxValue : now + StopTime);

    /// <summary>Begins to stop: no new calls, a goodbye, and the end once everything in flight is finished on both sides, or the time is over.</summary>
    public void Stop(long now)
    {
        if (HasEnded)
        {
            return;
        }

        _closeBy = CloseBy(now);
        if (now >= GiveUpAt)
        {
            GiveUp();
            return;
        }

        if (IsStopping)
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
        try
        {
            EndEverything(end);
        }
        finally
        {
            _engine.OnEnded();
        }
    }

    private void EndEverything(PeerSessionEnd end)
    {
        Outgoing.EndAll(end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status, end.Message);
        Incoming.CancelAll();
        Send.DropData();
        References.Clear();
        Incoming.ResumeHeld();
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
                _ => WasUsed ? PeerSessionEndKind.Aborted : PeerSessionEndKind.StoppedByPeer,
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

    /// <summary>Gets a value indicating whether calls were made: something may then be lost with an end that is not in order.</summary>
    private bool WasUsed => Outgoing.Made > 0 || !Outgoing.IsIdle || Incoming.Handled > 0;

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
