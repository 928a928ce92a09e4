using TypedPeer.Channels;
using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>
/// Drives the core: its lock, its clock, the channel, and the threads on which work runs. Nothing is called out to while the
/// lock is held; what comes up meanwhile is collected and queued afterwards.
/// </summary>
internal sealed class SessionEngine : IPeerChannelReceiver, IThreadPoolWorkItem
{
    /// <summary>The largest channel message composed: large enough to make the cost per message small, small enough not to delay the next.</summary>
    private const int MaxMessage = 64 * 1024;

    /// <summary>How many messages a caller sends on behalf of others before the pool takes over.</summary>
    private const int InlineMessages = 8;

    private readonly Lock _lock = new();
    private readonly SessionExecutor _executor;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PeerSessionEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly double _microsecondsPerTick;
    private readonly int _low;
    private readonly PeerSession _session;
    private readonly FrameLog? _frameLog;
    private WorkList _work = new();
    private WorkList? _spareWork = new();
    private ITimer? _timer;
    private long _armedFor = long.MaxValue;
    private bool _flushing;
    private bool _channelFull;
    private long _bytesSent;
    private long _bytesReceived;

    public SessionEngine(IPeerChannel channel, PeerSessionOptions options, ServedContracts served, PeerSession session, SessionExecutor executor)
    {
        Channel = channel;
        Options = options;
        _executor = executor;
        _microsecondsPerTick = 1e6 / options.TimeProvider.TimestampFrequency;
        _low = options.ChannelBufferBytes / 2;
        _frameLog = options.FrameLog is null ? null : new(options.FrameLog, served);
        Core = new SessionCore(this, options, served);
        _session = session;
        HandlerContext = PeerCallContext.CaptureFor(new PeerCallContext(session, channel));
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

    /// <summary>Gets the work to queue when the lock is released. Under the lock.</summary>
    public WorkList Work => _work;

    /// <summary>Gets the surroundings of handlers whose calls bring none of their own.</summary>
    public ExecutionContext HandlerContext { get; }

    public Task Connected => _connected.Task;

    public Task<PeerSessionEnd> Completion => _completion.Task;

    /// <summary>Gets a task that completes when the session has let go of its channel.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Gets the monotonic time in microseconds.</summary>
    public long Now => (long)(Options.TimeProvider.GetTimestamp() * _microsecondsPerTick);

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

    public void Start()
    {
        // Nobody may be interested; the failure is in Completion, too.
        _ = _connected.Task.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        Channel.BufferedAmountLowThreshold = _low;
        _timer = Options.TimeProvider.CreateTimer(static state => ((SessionEngine)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (Channel.Opened.IsCompletedSuccessfully)
        {
            Open();
        }
        else
        {
            _ = OpenAsync();
        }
    }

    public void Enter() => _lock.Enter();

    /// <summary>
    /// Releases the lock, queues the work that came up, and sends what waits: at once when <paramref name="eager"/>, or a
    /// little later so that what comes up meanwhile leaves in the same message.
    /// </summary>
    public void Exit(bool eager)
    {
        if (Core.IsStopping)
        {
            Core.CheckFinished();
        }

        var work = TakeWork();
        var flush = !_flushing && !_channelFull && Core.Send.HasOutput;
        _flushing |= flush;
        Arm();
        _lock.Exit();
        RunWork(work);
        if (flush)
        {
            if (eager)
            {
                Flush(InlineMessages);
            }
            else
            {
                _executor.Queue(this);
            }
        }
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
        Enter();
        Core.Incoming.Answer(call, buffer, length, references);
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
            Core.Stop();
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
                BytesSent = _bytesSent,
                BytesReceived = _bytesReceived,
                BytesQueued = Core.Queued,
                BytesHeld = Core.Held,
                RoundTripTime = Core.RoundTrip == 0 ? null : TimeSpan.FromMicroseconds(Core.RoundTrip),
            };
        }
    }

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        Enter();
        _bytesReceived += message.Length;
        if (!Core.HasEnded)
        {
            _frameLog?.Came(message);
            Core.Receive(message, Now);
        }

        // Handlers come before bulk: what they answer does not wait for a chunk that is sent first.
        Exit(eager: Work.IsEmpty || !Core.Send.HasOnlyFlows);
    }

    public void OnBufferedAmountLow()
    {
        Enter();
        _channelFull = false;
        Exit(eager: true);
    }

    public void OnClosed(PeerChannelCloseReason reason)
    {
        Enter();
        var why = PeerText.Clean(reason.Message);
        var message = Core.IsStopping ? $"The channel closed while the session was ending: {why}" : $"The channel closed: {why}";
        Core.Terminate(new(PeerSessionEndKind.ConnectionLost, PeerStatus.ConnectionLost, message, reason));
        _channelFull = true;
        Exit(eager: false);
    }

    /// <summary>The flush that was put off.</summary>
    void IThreadPoolWorkItem.Execute() => Flush(int.MaxValue);

    /// <summary>Both hellos are exchanged. Under the lock.</summary>
    public void OnConnected() => _connected.TrySetResult();

    /// <summary>The core ended. Under the lock; the rest happens on the pool.</summary>
    public void OnEnded() => Work.Add(new Ending(this));

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
            await Channel.Opened.ConfigureAwait(false);
        }
        catch (PeerChannelClosedException)
        {
            OnClosed(await Channel.Closed.ConfigureAwait(false));
            return;
        }

        Open();
    }

    /// <summary>Says hello, and only then listens: the channel keeps what comes before.</summary>
    private void Open()
    {
        var authorized = IsAuthorized();
        Enter();
        if (!Core.HasEnded)
        {
            Core.Open(Channel.MaxMessageSize, authorized, Now);
        }

        Exit(eager: true);
        Channel.Attach(this);
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

    private void OnTimer()
    {
        Enter();
        _armedFor = long.MaxValue;
        if (!Core.HasEnded)
        {
            Core.HandleDeadline(Now);
        }

        Exit(eager: true);
    }

    private void Arm()
    {
        var next = Core.NextDeadline;
        if (next < _armedFor)
        {
            _armedFor = next;
            var delay = TimeSpan.FromMicroseconds(Math.Clamp(next - Now, 0, 1e12));
            _timer!.Change(delay, Timeout.InfiniteTimeSpan);
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
            work.QueueAll(_executor);
            Volatile.Write(ref _spareWork, work);
        }
    }

    /// <summary>Sends until nothing waits or the channel has enough. One thread at a time.</summary>
    private void Flush(int messages)
    {
        var buffer = PeerBuffers.Rent(Math.Min(Channel.MaxMessageSize, MaxMessage));
        var size = Math.Min(buffer.Length, Math.Min(Channel.MaxMessageSize, MaxMessage));
        while (true)
        {
            if (Channel.BufferedAmount >= Options.ChannelBufferBytes)
            {
                Pause();
                break;
            }

            if (messages-- == 0)
            {
                _executor.Queue(this);
                break;
            }

            if (!SendOne(buffer.AsSpan(0, size)))
            {
                break;
            }
        }

        PeerBuffers.Return(buffer);
    }

    private bool SendOne(Span<byte> buffer)
    {
        Enter();
        var length = Core.Send.Write(buffer);
        if (length == 0)
        {
            _flushing = false;
            Exit(eager: true);
            return false;
        }

        _bytesSent += length;
        _frameLog?.Left(buffer[..length]);
        Core.Outgoing.StartWaiting();
        Core.Incoming.ResumeHeld();
        var work = TakeWork();
        _lock.Exit();
        RunWork(work);
        try
        {
            Channel.Send(buffer[..length]);
            return true;
        }
        catch (PeerChannelClosedException)
        {
            // The channel tells why it closed; until then nothing leaves.
            Enter();
            _flushing = false;
            _channelFull = true;
            Exit(eager: false);
            return false;
        }
    }

    /// <summary>The channel has enough: goes on when it says so. The amount is looked at again after the flag is set, so that no signal is missed.</summary>
    private void Pause()
    {
        Enter();
        _flushing = false;
        _channelFull = true;
        _lock.Exit();
        if (Channel.BufferedAmount <= _low)
        {
            OnBufferedAmountLow();
        }
    }

    private async Task EndAsync()
    {
        var end = Core.End!;
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        _connected.TrySetException(new PeerException(end.Status == PeerStatus.Ok ? PeerStatus.Unavailable : end.Status, end.Message, PeerCallFate.NotSent));
        _completion.TrySetResult(end);
        await FlushGoodbyeAsync().ConfigureAwait(false);
        if (!Options.LeaveChannelOpen)
        {
            if (end.Kind == PeerSessionEndKind.StoppedByPeer)
            {
                // The peer closes once it has read this side's last frame, which a close from here could throw away.
                await Task.WhenAny(Channel.Closed, Task.Delay(Options.StopTimeout, Options.TimeProvider)).ConfigureAwait(false);
            }

            // A peer that reads nothing must not keep the channel, and whoever disposes the session, for ever.
            using var patience = new CancellationTokenSource(Options.StopTimeout, Options.TimeProvider);
            await Channel.CloseAsync(patience.Token).ConfigureAwait(false);
        }

        _closed.TrySetResult();
    }

    /// <summary>Gives the goodbye to the channel, unless that takes no more.</summary>
    private async Task FlushGoodbyeAsync()
    {
        while (true)
        {
            Enter();
            Exit(eager: true);
            Enter();
            var waits = (Core.Send.Control.Length > 0 || _flushing) && !_channelFull;
            Exit(eager: false);
            if (!waits)
            {
                return;
            }

            await Task.Yield();
        }
    }

    /// <summary>What remains to be done when the session is over.</summary>
    private sealed class Ending(SessionEngine engine) : IThreadPoolWorkItem
    {
        public void Execute() => _ = engine.EndAsync();
    }
}
