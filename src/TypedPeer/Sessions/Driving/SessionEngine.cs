using TypedPeer.Channels;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Awaiting;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Interception;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// Drives the core: its lock, its clock, the channel, and the threads on which work runs. Nothing is called out to while the
/// lock is held; what comes up meanwhile is collected and queued afterwards.
/// </summary>
internal sealed class SessionEngine : IPeerChannelReceiver
{
    private readonly Lock _lock = new();
    private readonly PeerSession _session;
    private readonly FrameLog? _frameLog;
    private ExecutionContext? _handlerContext;
    private WorkList _work = new();
    private WorkList? _spareWork = new();
    private long _bytesReceived;

    public SessionEngine(IPeerChannel channel, PeerSessionOptions options, ServedContracts served, PeerSession session, SessionExecutor executor)
    {
        Channel = channel;
        Options = options;
        Executor = executor;
        Low = options.ChannelBufferBytes / 2;
        Clock = new(this, options.TimeProvider);
        Ending = new(this);
        _frameLog = options.FrameLog is null ? null : new(options, served);
        Sender = new(this, _frameLog);
        Core = new SessionCore(this, options, served);
        _session = session;
        EmptyContext.Prepare();
        IncomingInterceptors = AuthorizationInterceptor.Chain(options);
        OutgoingInterceptors = options.OutgoingInterceptors.Count > 0 ? new(options.OutgoingInterceptors) : null;
        foreach (var target in served.Targets)
        {
            target.Attach(this);
        }
    }

    public IPeerChannel Channel { get; }

    public PeerSessionOptions Options { get; }

    public SessionCore Core { get; }

    public SessionExecutor Executor { get; }

    public SessionClock Clock { get; }

    public ChannelSender Sender { get; }

    /// <summary>Gets the buffered amount, in bytes, at which sending goes on.</summary>
    public int Low { get; }

    /// <summary>Gets the work to queue when the lock is released. Under the lock.</summary>
    public WorkList Work => _work;

    /// <summary>Gets the surroundings of handlers whose calls bring none of their own.</summary>
    public ExecutionContext HandlerContext => _handlerContext ??= PeerCallContext.CaptureFor(new PeerCallContext(_session, Channel));

    /// <summary>Gets what waits for the session's end, and brings it about.</summary>
    public SessionEnding Ending { get; }

    /// <summary>Gets the monotonic time in microseconds.</summary>
    public long Now => Clock.Now;

    /// <summary>Gets the interceptors of calls that come; null when there are none.</summary>
    public InterceptorChain? IncomingInterceptors { get; }

    /// <summary>Gets the interceptors of calls this side makes; null when there are none.</summary>
    public InterceptorChain? OutgoingInterceptors { get; }

    public PeerInvocation CreateInvocation(PeerIncomingCall call) =>
        new(_session, call.Served.Target.Contract, call.Served.Target.Name, call.Served.Method, isIncoming: true, call.CancellationToken)
        {
            Headers = PeerCallContext.Current!.Headers,
        };

    public PeerInvocation CreateInvocation(CallTarget target, PeerMethod method, CancellationToken token) =>
        new(_session, target.Descriptor, target.Instance, method, isIncoming: false, token);

    /// <summary>Makes the surroundings of a handler whose call brings a deadline or headers.</summary>
    public ExecutionContext CreateContext(long deadline, KeyValuePair<string, string>[]? headers) =>
        PeerCallContext.CaptureFor(new PeerCallContext(_session, Channel, this, deadline, headers));

    /// <summary>Begins. What the channel throws ends the session, which tells it like any other end.</summary>
    public void Start()
    {
        Clock.Start();
        try
        {
            Channel.BufferedAmountLowThreshold = Low;
            if (Channel.Opened.IsCompletedSuccessfully)
            {
                Open();
            }
            else
            {
                _ = OpenAsync();
            }
        }
#pragma warning disable CA1031 // A channel may throw anything, documented or not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            OnChannelFailed(e);
        }
    }

    public void Enter() => _lock.Enter();

    /// <summary>
    /// Releases the lock, queues the work that came up, and sends what waits: at once when <paramref name="eager"/>, or a
    /// little later so that what comes up meanwhile leaves in the same message.
    /// </summary>
    public void Exit(bool eager)
    {
        if (Clock.Failure is { } failure)
        {
            Core.Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, $"The clock of the session failed: {ExceptionText.MessageOf(failure)}"), "the clock of the session failed");
        }

        if (Core.IsStopping)
        {
            Core.CheckFinished();
            Ending.CheckOthers();
        }

        // Composing brings up work: calls that have room now.
        var sends = Sender.TryBegin(eager, out var message);
        var work = TakeWork();
        var arms = Clock.TryBegin();
        _lock.Exit();
        RunWork(work);
        if (arms)
        {
            Clock.Arm();
        }

        if (sends)
        {
            Sender.Send(eager, message);
        }
    }

    /// <summary>Releases the lock and queues the work that came up: for who sends, or sets the clock, already.</summary>
    public void Leave()
    {
        var work = TakeWork();
        _lock.Exit();
        RunWork(work);
    }

    /// <summary>Starts a call. Null, or why it cannot be made.</summary>
    public Exception? StartCall(OutgoingCall call)
    {
        Enter();
        var failure = CheckStart(call);
        if (failure is null)
        {
            if (call is StreamCall stream)
            {
                stream.Open(new StreamReceiver(this, 0, 0));
            }

            _frameLog?.Learn(call.Method);
            if (!Core.Outgoing.TryStart(call, out _))
            {
                failure = TooMuchQueued(call);
            }
        }

        if (failure is not null)
        {
            call.DiscardReferences();
        }

        Exit(eager: Core.Outgoing.LeavesAtOnce);
        return failure;
    }

    /// <summary>Starts a one-way call; it may have to wait for room. Null, or why it cannot be made.</summary>
    public Exception? StartOneWay(OutgoingCall call, out bool accepted)
    {
        Enter();
        accepted = false;
        _frameLog?.Learn(call.Method);
        var failure = CheckStart(call);
        if (failure is null && !Core.Outgoing.TryStart(call, out accepted))
        {
            failure = TooMuchQueued(call);
        }

        if (failure is not null)
        {
            call.DiscardReferences();
        }

        Exit(eager: Core.Outgoing.Count == 0);
        return failure;
    }

    public void CancelCall(OutgoingCall call, PeerStatus status, CancellationToken token)
    {
        Enter();
        if (call.State == OutgoingCallState.Idle)
        {
            // Before it was started: starting it then fails.
            call.SetCancelledBy(token);
            call.OnEnded(status, null, PeerCallFate.NotSent);
        }
        else
        {
            if (call.State != OutgoingCallState.Ended)
            {
                call.SetCancelledBy(token);
            }

            Core.Outgoing.Cancel(call, status);
        }

        Exit(eager: true);
    }

    public void Answer(PeerIncomingCall call, byte[] buffer, int length, SentReferences? references = null)
    {
        var answer = new Answer(call, buffer, length, references);
        if (StartedCall.TryKeep(answer))
        {
            // Whoever starts the handlers answers when it takes the next call.
            return;
        }

        Enter();
        Core.Incoming.Answer(answer);
        Exit(eager: Core.Incoming.AnswersAtOnce);
    }

    public void AnswerError(PeerIncomingCall call, PeerStatus status, string message, byte[]? detail = null)
    {
        Enter();
        Core.Incoming.AnswerError(call, status, message, detail);
        Exit(eager: Core.Incoming.AnswersAtOnce);
    }

    public void ReleaseArguments(PeerIncomingCall call)
    {
        Enter();
        Core.Incoming.ReleaseArguments(call);
        Exit(eager: false);
    }

    public void Stop()
    {
        Enter();
        if (!Core.Handshake.IsDone)
        {
            Core.Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, "The session was stopped before the peer had said hello."), "The session was stopped.");
        }
        else
        {
            Core.Stop(Now);
        }

        Exit(eager: true);
    }

    public void Abort(string message)
    {
        Enter();
        Core.Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, message), message);
        Exit(eager: true);
    }

    public PeerSessionStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new()
            {
                CallsMade = Core.Outgoing.Made,
                CallsHandled = Core.Incoming.Handled,
                CallsInFlight = Core.Outgoing.Count,
                CallsRunning = Core.Incoming.Count,
                ReferencesShared = Core.References.Shared,
                ReferencesHeld = Core.References.Held,
                ReferencesLeaked = Core.References.Leaked,
                StreamsLeaked = Core.StreamsLeaked,
                BytesSent = Sender.BytesSent,
                BytesReceived = _bytesReceived,
                BytesQueued = Core.Queued,
                BytesHeld = Core.Held,
                RoundTripTime = Core.RoundTrip == 0 ? null : TimeSpan.FromMicroseconds(Core.RoundTrip),
            };
        }
    }

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        if (!Core.HasEnded)
        {
            _frameLog?.Came(message);
        }

        Enter();
        _bytesReceived += message.Length;
        Core.Receive(message, Now);

        // Handlers come before bulk: what they answer does not wait for a chunk that is sent first.
        Exit(eager: Work.IsEmpty || !Core.Send.HasOnlyFlows);
    }

    public void OnBufferedAmountLow()
    {
        Enter();
        Sender.OnLow();
        Exit(eager: true);
    }

    public void OnClosed(PeerChannelCloseReason reason)
    {
        Enter();
        Sender.Shut();
        Core.ChannelClosed(reason);
        Exit(eager: false);
    }

    /// <summary>The core ended. Under the lock; the rest happens on the pool.</summary>
    public void OnEnded() => Work.Add(Ending);

    private void OnChannelFailed(Exception exception)
    {
        Enter();
        Sender.Shut();
        Core.ChannelFailed(exception);
        Exit(eager: false);
    }

    private PeerException TooMuchQueued(OutgoingCall call) => new(
        PeerStatus.LimitExceeded,
        $"The call of {call.Method} was not queued: as many bytes of calls wait as {nameof(PeerSessionOptions.MaxQueuedCallBytes)} allows"
            + (Core.Outgoing.IsOwedTooMuch ? ", and the peer has not ended the calls that were cancelled before." : "."),
        PeerCallFate.NotSent);

    private Exception? CheckStart(OutgoingCall call)
    {
        if (call.State == OutgoingCallState.Ended)
        {
            return new OperationCanceledException($"The call of {call.Method} was cancelled.", call.CancelledBy);
        }

        if (Core.End is { } end)
        {
            return new PeerException(
                end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status,
                $"The call of {call.Method} was not made: {end.Message}",
                PeerCallFate.NotSent);
        }

        if (Core.IsStopping)
        {
            return new PeerException(PeerStatus.Unavailable, $"The call of {call.Method} was not made: the session is ending.", PeerCallFate.NotSent);
        }

        if (!Core.Handshake.IsDone)
        {
            return null;
        }

        return Core.Handshake.FindRefusal(call, out var status) is { } refusal ? new PeerException(status, refusal, PeerCallFate.NotSent) : null;
    }

    private async Task OpenAsync()
    {
        try
        {
            await Task.WhenAny(Channel.Opened, Channel.Closed, Ending.Completion).ConfigureAwait(false);
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
                OnClosed(await Channel.Closed.ConfigureAwait(false));
            }
            else
            {
                await (Channel.Opened.IsCompleted ? Channel.Opened : Channel.Closed).ConfigureAwait(false);
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
        var authorized = size < ChannelSender.LeastMessage || IsAuthorized();
        Enter();
        var attaches = !Core.HasEnded && size >= ChannelSender.LeastMessage;
        if (!Core.HasEnded)
        {
            Sender.Open(size);
            Core.Open(size, authorized, Now);
        }

        Exit(eager: true);
        if (attaches)
        {
            Attach();
        }
    }

    private void Attach()
    {
        try
        {
            Channel.Attach(this);
        }
#pragma warning disable CA1031 // A channel that cannot carry a session says why; so does the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Enter();
            Core.Refuse(ExceptionText.MessageOf(e));
            Exit(eager: true);
        }
    }

    private bool IsAuthorized()
    {
        try
        {
            return Options.AuthorizePeer is not { } authorize || authorize(Channel.RemoteIdentity);
        }
#pragma warning disable CA1031 // A check that fails has not said yes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureReport.Tell(nameof(PeerSessionOptions.AuthorizePeer), e, Options);
            return false;
        }
    }

    /// <summary>Takes the list of work out, and puts an empty one in its place. Under the lock.</summary>
    private WorkList? TakeWork()
    {
        if (_work.IsEmpty)
        {
            return null;
        }

        var work = _work;
        _work = Interlocked.Exchange(ref _spareWork, null) ?? new();
        return work;
    }

    private void RunWork(WorkList? work)
    {
        if (work is not null)
        {
            work.QueueAll(Executor);
            Volatile.Write(ref _spareWork, work);
        }
    }
}
