using System.Diagnostics.CodeAnalysis;
using TypedPeer.Channels;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Pools;
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
    private readonly Resumption? _resumption;
    private readonly MessageComposition _composition;
    private bool _isConnected;

    /// <param name="options">Limits and choices.</param>
    /// <param name="served">What is served.</param>
    /// <param name="host">Who is told where the session stands.</param>
    /// <param name="calls">Who handles calls.</param>
    /// <param name="proxies">Who makes proxies.</param>
    /// <param name="share">Random bytes, for the key by which the session is resumed; null where it is not to be.</param>
    public SessionCore(PeerSessionOptions options, ServedContracts served, ISessionHost host, ICallHost calls, IProxyHost proxies, byte[]? share = null)
    {
        _host = host;
        _served = served;
        State = new(options, IsOpen) { Delivery = share is null ? null : new(share, options.ResumeBufferBytes) };
        Pace = new(State.KeepAlive);
        _shared = new(State, served.Descriptors);
        var serving = new ServingState(State, calls);
        References = new(State, _shared, serving, proxies);
        Outgoing = new(State, Pace, References, _shared);
        Incoming = new(State, Pace, serving, References, served, calls);
        serving.Handled = Outgoing.OnReported;
        _orderlyEnd = new(State, Outgoing, Incoming);
        _resumption = State.Delivery is { } delivery ? new(State, delivery, host) : null;
        _composition = new(State, Outgoing, Incoming, _resumption);
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
    public bool ServesUnreliable => _served.HasUnreliable;

    /// <summary>Gets or sets how many enumerators of the peer's streams the collector found that had not been disposed.</summary>
    public long StreamsLeaked { get; set; }

    /// <summary>Gets a value indicating whether this side takes and makes no new calls.</summary>
    public bool IsStopping => State.IsStopping;

    /// <summary>Gets a value indicating whether nothing goes in or out any more.</summary>
    public bool HasEnded => State.HasEnded;

    /// <summary>Gets why the session ended.</summary>
    public PeerSessionEnd? End => State.End;

    /// <summary>Gets when <see cref="HandleDeadline"/> is to be called, in microseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => HasEnded ? long.MaxValue
        : Math.Min(Math.Min(Deadlines.Next, KeepAlive.NextDeadline), Math.Min(_orderlyEnd.NextDeadline, _resumption?.NextDeadline ?? long.MaxValue));

    /// <summary>Gets a value indicating whether something could leave now: whether <see cref="Write"/> would write.</summary>
    public bool HasOutput => _composition.HasOutput;

    /// <summary>Gets the least room for a message, in bytes, that <see cref="Write"/> wants of a channel that takes as much.</summary>
    public int LeastRoom => _composition.LeastRoom;

    /// <summary>Gets a value indicating whether the session has no channel and waits for another.</summary>
    public bool IsSuspended => _resumption is { IsSuspended: true };

    /// <summary>Gets how the session ends in order.</summary>
    public OrderlyEnd OrderlyEnd => _orderlyEnd;

    /// <summary>Gets how the session goes on over another channel; null where it does not.</summary>
    public Resumption? Resumption => _resumption;

    /// <summary>The channel is open: introduces this side.</summary>
    public void Open(int maxMessageSize, bool authorized, long now)
    {
        if (maxMessageSize < LeastMessage)
        {
            Terminate(SessionEnds.TooSmall(maxMessageSize, LeastMessage));
            return;
        }

        _composition.SetSize(maxMessageSize);
        KeepAlive.Opened(now);
        Handshake.OwnFeatures |= State.Lane.MaxSize > 0 ? PeerFeatures.Unreliable : 0;
        Handshake.OwnFeatures |= _resumption is null ? 0 : PeerFeatures.Resume | PeerFeatures.Suspend;
        Handshake.Write(authorized ? _served.Descriptors : []);
        _shared.Opened();
        if (!authorized)
        {
            Abort(SessionEnds.NotAuthorized, "not authorised");
        }
    }

    /// <summary>Takes one channel message. Never throws, whatever the bytes.</summary>
    public void Receive(ReadOnlySpan<byte> message, long now)
    {
        try
        {
            if (!HasEnded)
            {
                ReadMessage(message, now);
            }
            else
            {
                _resumption?.TakeLate(message);
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
#pragma warning disable CA1031 // As in Receive.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
    }

    /// <summary>Composes the next message for the channel.</summary>
    /// <inheritdoc cref="MessageComposition.Write"/>
    public int Write([NotNull] ref SendBuffer? buffer, int room, out int start)
    {
        CheckFinished();
        return _composition.Write(ref buffer, room, out start);
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
#pragma warning disable CA1031 // As in Receive.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
    }

    /// <summary>The channel takes nothing any more. What came before its close is still read; it tells of the close itself behind that.</summary>
    public void ChannelCloses(PeerChannelCloseReason? reason, Exception exception, long now) => _orderlyEnd.ChannelCloses(SessionEnds.Closes(reason, exception), now);

    /// <summary>The channel closed.</summary>
    public void ChannelClosed(PeerChannelCloseReason reason, long now) => Lose(SessionEnds.Closed(reason, IsStopping), now);

    /// <summary>The channel threw what it is not meant to: that is its end.</summary>
    public void ChannelFailed(Exception exception, long now) => Lose(SessionEnds.Failed(exception), now);

    /// <summary>Goes on over a new channel, on which the peer has proved who it is and said how many of this side's messages it has. False when that cannot be.</summary>
    public bool Resume(int maxMessageSize, long received, long now)
    {
        if (HasEnded || maxMessageSize < LeastMessage || _resumption is not { Delivery: { CanResume: true } delivery } || !delivery.MayHave(received))
        {
            return false;
        }

        _orderlyEnd.Changed(isSuspended: false);
        _composition.SetSize(maxMessageSize);
        _resumption.Resume(received, now);
        return true;
    }

    /// <summary>The session goes on over no other channel: one without any ends as the loss that came before.</summary>
    public void GiveUp(string reason, bool forGood = false)
    {
        _resumption?.WaitNoMore(forGood);
        if (IsSuspended)
        {
            Terminate(_orderlyEnd.Unless(_resumption!.LossFor(reason)));
        }
    }

    /// <summary>The channel is none a session can run on.</summary>
    public void Refuse(string reason) => Abort(SessionEnds.Refused(reason), $"the channel cannot carry a session: {reason}");

    /// <summary>An error of this side's own: ends the session, as far as that is possible. Never throws.</summary>
    public void Crash(Exception exception)
    {
        State.Add(new TracedFailure(exception));
        try
        {
            Abort(SessionEnds.Crashed(exception), "an error of the session's own");
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
                Abort(SessionEnds.StoppedEarly, "The session was stopped.");
            }
            else if (_orderlyEnd.Stop(now) is { } end)
            {
                Abort(end, end.Message);
            }

            CheckFinished();
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
            _resumption?.Ended(end);
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

    /// <summary>The peer gives the channel up, which may be told to nobody else.</summary>
    private string? LeaveChannel(long now)
    {
        Lose(SessionEnds.Suspended, now);
        return null;
    }

    /// <summary>The channel is gone: the session is suspended, if it can go on over another, or over.</summary>
    private void Lose(PeerSessionEnd loss, long now)
    {
        if (_resumption is not null && _resumption.TrySuspend(loss, now, _orderlyEnd.Patience))
        {
            _orderlyEnd.Changed(isSuspended: true);
            CheckFinished();
        }
        else
        {
            Terminate(_orderlyEnd.Unless(loss));
        }
    }

    private void ReadMessage(ReadOnlySpan<byte> message, long now)
    {
        if (KeepAlive.Heard(now))
        {
            _host.OnSilence();
        }

        string? error = null;
        if (_resumption is null || _resumption.TryTake(ref message, out error))
        {
            ReadFrames(message, now);
            error = _resumption?.Took(message);
        }

        if (error is not null)
        {
            Fail(error);
        }
    }

    private void ReadFrames(ReadOnlySpan<byte> message, long now)
    {
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
        if (_frames.ReadDatagram(datagram) is { } error)
        {
            Fail(error);
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
                return _composition.OnPing(ref reader);
            case FrameType.Pong:
                return reader.TryUInt64(out var token) ? KeepAlive.OnPong(token, now) : "PONG is cut short";
            case FrameType.Goodbye:
                return OnGoodbye(ref reader);
            case var _ when !Handshake.IsDone:
                return (byte)type >= 0x80 ? null : "the peer does not begin with HELLO";
            case FrameType.Finished:
                return OnFinished();
            case FrameType.ResumeRefused when _resumption is { Delivery.AwaitsContinue: true }:
                Terminate(_orderlyEnd.Unless(_resumption.LossFor("the peer's session is over")));
                return null;
            case FrameType.Suspend when _resumption is not null:
                return _resumption.OnSuspend(ref reader) ?? LeaveChannel(now);
            case FrameType.ResumeKey or FrameType.Ack or FrameType.Part or FrameType.Resume or FrameType.ResumeProof or FrameType.Continue or FrameType.ResumeRefused or FrameType.Suspend:
                return _resumption?.Dispatch(type, ref reader);
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
            _resumption?.Connected((Handshake.PeerFeatures & PeerFeatures.Resume) != 0);
            _host.OnConnected();
            Outgoing.StartWaiting();
        }

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
                Lose(end, now);
            }
            else if (end.Status == PeerStatus.Ok)
            {
                Terminate(end);
            }
            else
            {
                Abort(end, end.Message);
            }
        }

        if (now >= (_resumption?.NextDeadline ?? long.MaxValue))
        {
            GiveUp("no other channel came in time");
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
            var end = SessionEnds.Lost(loss.Loss);
            if (_resumption is { Delivery.CanResume: true })
            {
                Lose(end, now);
            }
            else
            {
                Abort(end, loss.Goodbye);
            }
        }
        else if (KeepAlive.IsSilent && !wasSilent)
        {
            _host.OnSilence();
        }
    }

    private void Fail(string error) => Abort(SessionEnds.Broken(error), error);
}
