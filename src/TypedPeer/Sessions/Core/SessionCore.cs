using TypedPeer.Channels;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Core;

/// <summary>
/// The protocol of one session as a state machine: messages, what this side asks for, and the time go in; messages, work and the next
/// deadline come out. It is told the time and never asks for it; whoever drives it calls it from one place at a time, and calls
/// <see cref="CheckFinished"/> after everything that may have been the last.
/// </summary>
internal sealed class SessionCore
{
    /// <summary>The smallest message size a session can work with: every frame fits into it (docs/protocol.md, "Messages and frames").</summary>
    public const int LeastMessage = 1200;

    /// <summary>A peer that makes this side queue more answers to control frames than this does not read.</summary>
    private const int MaxControlBytes = 1024 * 1024;

    private readonly ISessionHost _host;
    private readonly ServedContracts _served;
    private readonly SharedContracts _shared;
    private readonly OrderlyEnd _orderlyEnd;
    private readonly CallFrames _frames;
    private bool _isConnected;
    private long _pongBytes;

    public SessionCore(PeerSessionOptions options, ServedContracts served, ISessionHost host, ICallHost calls, IProxyHost proxies)
    {
        _host = host;
        _served = served;
        State = new(options, IsOpen);
        Pace = new(State.KeepAlive);
        _shared = new(State, served.Descriptors);
        var serving = new ServingState(State, calls);
        References = new(State, _shared, serving, proxies);
        Outgoing = new(State, Pace, References, _shared);
        Incoming = new(State, Pace, serving, References, served, calls);
        serving.Handled = Outgoing.OnReported;
        _orderlyEnd = new(State, Outgoing, Incoming);
        _frames = new(State.Send, Outgoing, Incoming, References, _shared);
        foreach (var target in served.Targets)
        {
            target.Attach(serving);
        }
    }

    /// <summary>Gets what the parts share.</summary>
    public SessionState State { get; }

    public OutgoingCallTable Outgoing { get; }

    public IncomingCallTable Incoming { get; }

    public StreamPace Pace { get; }

    public ReferenceTable References { get; }

    public SendScheduler Send => State.Send;

    public KeepAlive KeepAlive => State.KeepAlive;

    public Handshake Handshake => State.Handshake;

    public DeadlineQueue Deadlines => State.Deadlines;

    /// <summary>Gets a value indicating whether a method is served whose calls may come by the lane without order.</summary>
    public bool ServesUnreliable
    {
        get
        {
            foreach (var contract in _served.Descriptors)
            {
                foreach (var method in contract.Methods.Span)
                {
                    if (method.IsUnreliable)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    /// <summary>Gets how many bytes are held for the peer: unread streams, and arguments of calls that have not begun.</summary>
    public long Held => State.Budget.Held;

    /// <summary>Gets how many bytes the objects of the peer's calls take in memory beside what they hold, headers included.</summary>
    public long Objects => State.Budget.Objects;

    /// <summary>Gets how many bytes wait to be given to the channel. Looks at every call, so it is for whoever asks, and for no decision.</summary>
    public long Queued => HasEnded ? 0 : Send.QueuedBytes + Outgoing.QueuedBytes + Incoming.QueuedBytes;

    /// <summary>Gets or sets how many enumerators of the peer's streams the collector found that had not been disposed.</summary>
    public long StreamsLeaked { get; set; }

    /// <summary>Gets a value indicating whether this side takes and makes no new calls.</summary>
    public bool IsStopping => State.IsStopping;

    /// <summary>Gets a value indicating whether the peer asked to stop first.</summary>
    public bool StoppedByPeer => _orderlyEnd.StoppedByPeer;

    /// <summary>Gets a value indicating whether nothing goes in or out any more.</summary>
    public bool HasEnded => State.HasEnded;

    /// <summary>Gets why the session ended.</summary>
    public PeerSessionEnd? End => State.End;

    /// <summary>Gets when <see cref="HandleDeadline"/> is to be called, in microseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => HasEnded ? long.MaxValue : Math.Min(Math.Min(Deadlines.Next, KeepAlive.NextDeadline), _orderlyEnd.NextDeadline);

    /// <summary>Gets how much of the time to stop, in microseconds, is for the goodbye and the channel's close.</summary>
    public long TimeToClose => _orderlyEnd.TimeToClose;

    /// <summary>Gets when, in microseconds, the channel of a session that ends now has to be let go of.</summary>
    public long CloseBy(long now) => _orderlyEnd.CloseBy(now);

    /// <summary>The channel is open: introduces this side.</summary>
    public void Open(int maxMessageSize, bool authorized, long now)
    {
        if (maxMessageSize < LeastMessage)
        {
            Terminate(new(
                PeerSessionEndKind.Aborted,
                PeerStatus.FailedPrecondition,
                $"The channel takes messages of at most {maxMessageSize} bytes; a session needs {LeastMessage} (max-message-size in the peer's description)."));
            return;
        }

        Send.Chunk = Math.Clamp(maxMessageSize - SendScheduler.ChunkOverhead, 64, SendScheduler.MaxChunk);
        KeepAlive.Opened(now);
        Handshake.OwnFeatures |= State.Lane.MaxSize > 0 ? PeerFeatures.Unreliable : 0;
        Handshake.Write(authorized ? _served.Descriptors : []);
        _shared.Opened();
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
#pragma warning disable CA1031 // Nothing of the core's may leave its driver's hands, or reach the thread that reads.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
    }

    /// <summary>Takes one datagram, which may come at any time. Never throws, whatever the bytes.</summary>
    public void ReceiveDatagram(ReadOnlySpan<byte> datagram, long now)
    {
        try
        {
            if (!HasEnded)
            {
                ReadDatagram(datagram, now);
            }
        }
#pragma warning disable CA1031 // Nothing of the core's may leave its driver's hands, or reach the thread that reads.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
    }

    /// <summary>Composes the next message for the channel. Returns its length; zero when nothing could leave.</summary>
    public int Write(Span<byte> destination)
    {
        CheckFinished();
        if (!Send.HasOutput)
        {
            return 0;
        }

        var length = Send.Write(destination);
        if (length > _pongBytes)
        {
            KeepAlive.Spoke();
        }

        _pongBytes = 0;
        Outgoing.StartWaiting();
        Incoming.Answers.ResumeHeld();
        return length;
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
#pragma warning disable CA1031 // Nothing of the core's may leave its driver's hands, or reach the thread of a timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
    }

    /// <summary>The channel takes nothing any more. What came before its close is still read; it tells of the close itself behind that.</summary>
    public void ChannelCloses(PeerChannelCloseReason? reason, Exception exception, long now) => _orderlyEnd.ChannelCloses(
        new(PeerSessionEndKind.ConnectionLost, PeerStatus.ConnectionLost, $"The channel closed: {PeerText.Clean(reason?.Message ?? ExceptionText.MessageOf(exception))}", reason), now);

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

    /// <summary>An error of this side's own: ends the session, as far as that is possible. Never throws.</summary>
    public void Crash(Exception exception)
    {
        State.Add(new TracedFailure(exception));
        try
        {
            Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, $"The session failed: {ExceptionText.MessageOf(exception)}"), "an error of the session's own");
        }
#pragma warning disable CA1031 // The state is not what it should be; the end is set first, and told last, whatever comes between.
        catch (Exception e)
#pragma warning restore CA1031
        {
            State.Add(new TracedFailure(e));
        }
    }

    /// <summary>Begins to stop: no new calls, a goodbye, and the end once everything in flight is finished on both sides, or the time is over.</summary>
    public void Stop(long now)
    {
        if (!HasEnded)
        {
            if (!Handshake.IsDone)
            {
                Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, "The session was stopped before the peer had said hello."), "The session was stopped.");
            }
            else if (_orderlyEnd.Stop(now) is { } end)
            {
                Abort(end, end.Message);
            }
        }
    }

    /// <summary>Ends at once, telling the peer why.</summary>
    public void Abort(PeerSessionEnd end, string goodbye)
    {
        if (!HasEnded)
        {
            _orderlyEnd.SendLast(end.Status, goodbye);
            Terminate(end);
        }
    }

    /// <summary>While stopping: ends once both sides have nothing left to do.</summary>
    public void CheckFinished()
    {
        if (IsStopping && _orderlyEnd.CheckFinished() is { } end)
        {
            Terminate(end);
        }
    }

    /// <summary>The session is over: every call ends, every handler is told.</summary>
    private void Terminate(PeerSessionEnd end)
    {
        if (HasEnded)
        {
            return;
        }

        State.End = end;
        State.IsStopping = true;
        try
        {
            Outgoing.EndAll(end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status, end.Message);
            Incoming.CancelAll();
            Send.DropData();
            References.Clear();
            Incoming.Answers.ResumeHeld();
        }
#pragma warning disable CA1031 // The end is set first and told last, whatever comes between.
        catch (Exception e)
#pragma warning restore CA1031
        {
            State.Add(new TracedFailure(e));
        }

        _host.OnEnded();
    }

    private bool IsOpen(ulong call, bool outgoing) => outgoing ? Outgoing.MayWait(call) : Incoming.IsOpen(call);

    private void ReadFrames(ReadOnlySpan<byte> message, long now)
    {
        if (KeepAlive.Heard(now))
        {
            _host.OnSilence();
        }

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

        Pace.OnMessage(now);
        if (Send.Control.Length > MaxControlBytes)
        {
            Fail("the peer sends requests and reads no answers");
        }
    }

    private void ReadDatagram(ReadOnlySpan<byte> datagram, long now)
    {
        if (!Handshake.IsDone || (Handshake.OwnFeatures & PeerFeatures.Unreliable) == 0)
        {
            // It overtook the peer's hello, or is from one who does not keep to this side's.
            State.Lane.Dropped++;
            return;
        }

        KeepAlive.Heard(now);
        Incoming.Burst = 0;
        var position = 0;
        while (position < datagram.Length && !HasEnded)
        {
            var start = position;
            var type = (FrameType)datagram[position++];
            if (!Varint.TryRead(datagram, ref position, out var length) || length > (ulong)(datagram.Length - position))
            {
                Fail("a frame is longer than its datagram");
                return;
            }

            var reader = new FrameReader(datagram.Slice(position, (int)length));
            position += (int)length;
            var error = type == FrameType.Unreliable ? Incoming.OnUnreliable(ref reader, position - start)
                : (byte)type >= 0x80 ? null
                : $"a frame of the type 0x{(byte)type:x2} in a datagram";
            if (error is not null)
            {
                Fail(error);
                return;
            }
        }
    }

    private string? Dispatch(FrameType type, ref FrameReader reader, int frameSize, long now)
    {
        switch (type)
        {
            case FrameType.Hello:
                return Handshake.OnHello(ref reader) ?? CheckConnected();
            case FrameType.Contract:
                return Handshake.OnContract(ref reader) ?? CheckConnected();
            case FrameType.Ping:
                return OnPing(ref reader);
            case FrameType.Pong:
                return reader.TryUInt64(out var token) ? KeepAlive.OnPong(token, now) : "PONG is cut short";
            case FrameType.Goodbye:
                return OnGoodbye(ref reader);
            case var _ when !Handshake.IsDone:
                return (byte)type >= 0x80 ? null : "the peer does not begin with HELLO";
            case FrameType.Finished:
                return OnFinished();
            default:
                return _frames.Dispatch(type, ref reader, frameSize, now);
        }
    }

    /// <summary>Both hellos are exchanged once all is here that the peer's announced.</summary>
    private string? CheckConnected()
    {
        if (Handshake.IsDone && !_isConnected)
        {
            _isConnected = true;
            Send.IsOpen = true;
            Send.CallCredit = Handshake.PeerCallWindow;
            KeepAlive.Connected();
            _host.OnConnected();
            Outgoing.StartWaiting();
        }

        return null;
    }

    private string? OnPing(ref FrameReader reader)
    {
        if (!reader.TryUInt64(out var token))
        {
            return "PING is cut short";
        }

        var before = Send.Control.Length;
        Frames.Ping(Send.Control, FrameType.Pong, token);
        _pongBytes += Send.Control.Length - before;
        return null;
    }

    private string? OnGoodbye(ref FrameReader reader)
    {
        var error = _orderlyEnd.OnGoodbye(ref reader, out var end);
        if (end is not null)
        {
            Terminate(end);
        }

        CheckFinished();
        return error;
    }

    private string? OnFinished()
    {
        var error = _orderlyEnd.OnFinished();
        CheckFinished();
        return error;
    }

    private void DoWhatIsDue(long now)
    {
        while (!HasEnded && Deadlines.TryTakeDue(now, out var id, out var outgoing))
        {
            if (!outgoing)
            {
                Incoming.Expire(id);
            }
            else if (Outgoing.Find(id) is { } call && call.Deadline <= now)
            {
                Outgoing.Cancel(call, PeerStatus.DeadlineExceeded);
            }
        }

        if (_orderlyEnd.HandleDeadline(now, out var isLost) is { } end)
        {
            if (isLost)
            {
                Terminate(end);
            }
            else
            {
                Abort(end, end.Message);
            }
        }

        if (!HasEnded)
        {
            CheckPeer(now);
        }
    }

    private void CheckPeer(long now)
    {
        var wasSilent = KeepAlive.IsSilent;
        if (KeepAlive.HandleDeadline(now) is { } loss)
        {
            Abort(new(PeerSessionEndKind.ConnectionLost, PeerStatus.ConnectionLost, loss.Loss), loss.Goodbye);
        }
        else if (KeepAlive.IsSilent && !wasSilent)
        {
            _host.OnSilence();
        }
    }

    private void Fail(string error) => Abort(
        new(PeerSessionEndKind.ProtocolError, PeerStatus.ProtocolError, $"The peer broke the protocol: {error}."), error);
}
