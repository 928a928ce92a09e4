using TypedPeer.Channels;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// Drives the core of one session: gives it what the channel brings, the time and what the application asks for, and brings about what
/// it gives out. Lock, clock, channel and threads are its parts' alone.
/// </summary>
internal sealed class SessionDriver : IPeerChannelReceiver, ISessionHost, IResumeHost
{
    private readonly FrameLog? _frameLog;
    private readonly SessionGate _gate;
    private readonly SessionClock _clock;
    private readonly SessionExecutor _executor;
    private ChannelSender _sender;

    /// <summary>Who hears of the channel that the session is on: this, of the first one.</summary>
    private IPeerChannelReceiver _current;
    private readonly DatagramLane? _datagrams;
    private PeerSession _owner = null!;
    private HeldChannel? _held;
    private long _bytesReceived;
    private long _sentBefore;
    private bool _isDetached;
    private bool _hasMet;

    public SessionDriver(IPeerChannel channel, PeerSessionOptions options, ServedContracts served, ICallHost calls, IProxyHost proxies, SessionExecutor executor)
    {
        Channel = channel;
        Options = options;
        _executor = executor;
        _current = this;
        _frameLog = options.FrameLog is null ? null : new(options, served);
        _gate = new(executor);
        Core = new(options, served, this, calls, proxies, options.ResumeTimeout > TimeSpan.Zero ? SessionResuming.CreateShare() : null);
        _clock = new(_gate, Core, options.TimeProvider, channel as IPeerChannelLiveness);
        Silence = new(options);
        _sender = new(_gate, Core, _clock, channel, _frameLog);
        Ending = new(_gate, Core, _clock, _sender, channel);
        _datagrams = channel is IPeerChannelDatagrams datagrams ? new(_gate, Core, _clock, datagrams, _frameLog) : null;
        _gate.Close(Core, _sender, _clock, Ending, _datagrams);
        Resuming = Core.State.Delivery is null ? null : new(_gate, Core, _clock, _frameLog, this);
        Session = new LockedSession(_gate, Core, _clock, _frameLog);
    }

    /// <summary>Gets the channel that the session is on, or was.</summary>
    public IPeerChannel Channel { get; private set; }

    /// <summary>Gets what makes the session go on over another channel; null where it is not to.</summary>
    public SessionResuming? Resuming { get; }

    /// <inheritdoc/>
    public PeerIdentity? Identity { get; private set; }

    public PeerSessionOptions Options { get; }

    public SessionCore Core { get; }

    /// <summary>Gets the way in for everything outside of the core.</summary>
    public ISession Session { get; }

    /// <summary>Gets what waits for the session's end, and brings it about.</summary>
    public SessionEnding Ending { get; }

    /// <summary>Gets what tells whether the peer is heard.</summary>
    public SilenceReport Silence { get; }

    /// <summary>Begins. What the channel throws ends the session, which tells it like any other end.</summary>
    /// <param name="owner">The session.</param>
    /// <param name="held">Who has what came by the channel before; null where nobody was attached.</param>
    public void Start(PeerSession owner, HeldChannel? held)
    {
        _owner = owner;
        _held = held;
        _clock.Start();
        try
        {
            Channel.BufferedAmountLowThreshold = _sender.Low;
            if (Channel.Opened.IsCompletedSuccessfully)
            {
                Open();
            }
            else
            {
                OpenWhenReady();
            }
        }
#pragma warning disable CA1031 // A channel may throw anything, documented or not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            OnChannelFailed(e);
        }
    }

    public void Stop()
    {
        _gate.Run(_clock, static (core, clock) => core.Stop(clock.Now), Occasion.Now);
    }

    public void Abort(string message)
    {
        _gate.Run(message, static (core, message) => core.Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, message), message), Occasion.Now);
    }

    public PeerSessionStatistics GetStatistics()
    {
        if (_clock.Listen(out var heardAt) is { } failure)
        {
            OnChannelFailed(failure);
        }

        var now = _clock.Now;
        _gate.Enter();
        Core.KeepAlive.HeardByChannel(heardAt);
        var statistics = new PeerSessionStatistics
        {
            CallsMade = Core.Outgoing.Made,
            CallsOfUnknownOutcome = Core.State.UnknownOutcomes,
            CallsHandled = Core.Incoming.Handled,
            CallsInFlight = Core.Outgoing.Count,
            CallsRunning = Core.Incoming.Count,
            ReferencesShared = Core.References.Shared,
            ReferencesHeld = Core.References.Held,
            ReferencesLeaked = Core.References.Leaked,
            StreamsLeaked = Core.StreamsLeaked,
            CallsUnreliable = Core.State.Lane.Sent,
            CallsDropped = Core.State.Lane.Dropped + (_datagrams?.Lost ?? 0),
            CallsReplaced = Core.Outgoing.Replaced,
            BytesSent = _sentBefore + _sender.BytesSent,
            BytesReceived = _bytesReceived,
            BytesQueued = Core.Queued,
            BytesHeld = Core.Held,
            BytesKept = Core.State.Delivery?.Held ?? 0,
            SinceHeard = Core.KeepAlive.LastSign is { } last ? TimeSpan.FromMicroseconds(Math.Max(0, now - last)) : null,
            RoundTripTime = Core.KeepAlive.RoundTrip == 0 ? null : TimeSpan.FromMicroseconds(Core.KeepAlive.RoundTrip),
        };
        _gate.Leave();
        return statistics;
    }

    public void OnMessage(ReadOnlySpan<byte> message) => Receive(this, message);

    public void OnBufferedAmountLow() => Low(this);

    public void OnClosed(PeerChannelCloseReason reason) => Lose(this, reason);

    public void Receive(IPeerChannelReceiver from, ReadOnlySpan<byte> message)
    {
        if (!Core.HasEnded)
        {
            _frameLog?.Came(message);
        }

        _gate.Enter();
        if (from != _current)
        {
            // What the peer sent over a channel that the session has left is sent again.
            _gate.Leave();
            return;
        }

        _bytesReceived += message.Length;
        Core.Receive(message, _clock.Now);
        var meets = _hasMet;
        if (_hasMet)
        {
            // A refusal may come with the hello: whoever waits for the hello is told of that instead.
            _hasMet = false;
            if (!Core.HasEnded)
            {
                Ending.OnConnected();
            }
        }

        // What the peer reads without order is known with its hello.
        var opens = meets && (Core.Handshake.PeerFeatures & PeerFeatures.Unreliable) != 0;
        _gate.Exit(Occasion.Message);
        if (opens)
        {
            _datagrams?.Open();
        }
    }

    public void Low(IPeerChannelReceiver from)
    {
        _gate.Enter();
        if (from == _current)
        {
            _sender.OnLow();
        }

        _gate.Exit(Occasion.Now);
    }

    public void Lose(IPeerChannelReceiver from, PeerChannelCloseReason reason)
    {
        _gate.Run(
            (Driver: this, From: from, Reason: reason),
            static (core, args) =>
            {
                if (args.From == args.Driver._current)
                {
                    args.Driver._sender.Shut();
                    core.ChannelClosed(args.Reason, args.Driver._clock.Now);
                }
            },
            Occasion.Note);
    }

    /// <inheritdoc/>
    public bool IsAuthorizedAgain()
    {
        var user = _owner.User;
        if (IsAuthorized() && SameUser.Is(user, _owner.User))
        {
            return true;
        }

        _owner.User = user;
        return false;
    }

    /// <inheritdoc/>
    public void Detach(IPeerChannelReceiver next)
    {
        LetGo();
        _current = next;
    }

    /// <inheritdoc/>
    public void Attach(IPeerChannel channel, ChannelSender sender)
    {
        _sentBefore += _sender.BytesSent;
        _sender = sender;
        _isDetached = false;
        Channel = channel;
        _gate.Use(sender);
        _clock.Use(channel as IPeerChannelLiveness);
        _executor.Use(channel);
        Ending.Use(channel, sender);
    }

    void ISessionHost.OnConnected() => _hasMet = true;

    void ISessionHost.OnSilence()
    {
        Silence.IsResponsive = !Core.KeepAlive.IsSilent;
        Core.State.Add(Silence);
    }

    void ISessionHost.OnSuspended()
    {
        LetGo();
        Resuming!.Changed();
    }

    void ISessionHost.OnEnded()
    {
        Core.State.Add(Ending);
        Resuming?.Changed();
    }

    /// <summary>The session has no use for its channel any more, which it owns. Under the lock.</summary>
    private void LetGo()
    {
        _sender.Shut();
        if (!_isDetached)
        {
            _isDetached = true;
            _executor.Use(null);
            Core.State.Add(new ChannelLetGo(Channel, Options));
        }
    }

    private void OnChannelFailed(Exception exception)
    {
        _gate.Run(
            (Sender: _sender, Exception: exception),
            static (core, args) =>
            {
                args.Sender.Shut();
                core.ChannelFailed(args.Exception, args.Sender.Now);
            },
            Occasion.Note);
    }

    /// <summary>Opens the session when the channel is open. No asynchronous method: of those the platform compiles a dozen methods in each process, for which the first call would wait.</summary>
    private void OpenWhenReady()
    {
        Task<Task> ready;
        try
        {
            ready = Task.WhenAny(Channel.Opened, Channel.Closed, Ending.Completion);
        }
#pragma warning disable CA1031 // A channel may throw anything, documented or not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            OnChannelFailed(e);
            return;
        }

        if (ready.IsCompleted)
        {
            OnReady();
        }
        else
        {
            _ = ready.ContinueWith(
                static (_, driver) => ((SessionDriver)driver!).OnReady(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>The channel is open, or will not be, or the session is over. Never fails.</summary>
    private void OnReady()
    {
        try
        {
            if (Ending.Completion.IsCompleted)
            {
                return;
            }

            if (Channel.Opened.IsCompletedSuccessfully)
            {
                Open();
            }
            else if (Channel.Closed.IsCompletedSuccessfully)
            {
                // Nobody was attached who would be told.
                OnClosed(Channel.Closed.Result);
            }
            else
            {
                // Over, both ways: it throws what the channel failed with.
                (Channel.Opened.IsCompleted ? Channel.Opened : Channel.Closed).GetAwaiter().GetResult();
            }
        }
        catch (PeerChannelClosedException e) when (e.Reason is { } reason)
        {
            OnClosed(reason);
        }
#pragma warning disable CA1031 // A channel may throw anything, documented or not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            OnChannelFailed(e);
        }
    }

    /// <summary>Says hello, and only then listens: the channel keeps what comes before.</summary>
    private void Open()
    {
        var size = Channel.MaxMessageSize;
        Identity = Resuming is null ? null : Channel.RemoteIdentity;
        var authorized = size < SessionCore.LeastMessage || IsAuthorized();
        if (authorized && Core.ServesUnreliable)
        {
            _datagrams?.Open();
        }

        var attaches = !Core.HasEnded && size >= SessionCore.LeastMessage;
        _gate.Run(
            this,
            (core, driver) =>
            {
                if (!core.HasEnded)
                {
                    driver._sender.Open(size);
                    core.Open(size, authorized, driver._clock.Now);
                }
            },
            Occasion.Now);
        if (attaches)
        {
            Attach();
        }
    }

    private void Attach()
    {
        try
        {
            if (_held is not null)
            {
                _held.PassOn(this);
            }
            else
            {
                Channel.Attach(this);
            }
        }
#pragma warning disable CA1031 // A channel that cannot carry a session says why; so does the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _gate.Run(ExceptionText.MessageOf(e), static (core, message) => core.Refuse(message), Occasion.Now);
        }
    }

    private bool IsAuthorized()
    {
        try
        {
            return Options.AuthorizePeer is not { } authorize || authorize(_owner);
        }
#pragma warning disable CA1031 // A check that fails has not said yes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureReport.Tell(nameof(PeerSessionOptions.AuthorizePeer), e, Options);
            return false;
        }
    }
}
