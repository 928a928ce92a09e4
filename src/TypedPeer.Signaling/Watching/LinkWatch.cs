using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Signaling.Channels;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Watching;

/// <summary>
/// Looks after one link until it is over: follows its session, lets it go on over another connection when its own is lost, and begins anew where that cannot be. Who has a dialler dials; who has none
/// waits for the peer, or for the application.
/// </summary>
/// <param name="dialler">Finds the peer again; null where the peer finds this side, or nobody but the application can.</param>
/// <param name="isAwaited">Whether the peer finds this side.</param>
/// <param name="channels">The link's channels beside the session.</param>
/// <param name="moved">Is told each new state, in order.</param>
#pragma warning disable CA1001 // A token nobody takes a handle of needs no disposing, and what waits for it may outlive this by a moment.
internal sealed class LinkWatch(ILinkDialler? dialler, bool isAwaited, LinkChannels channels, Action<PeerLinkState> moved)
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<PeerLinkEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<PeerSession> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkSession? _current;
    private volatile PeerSession? _session;

    /// <summary>Where the session goes on, by the peer's doing.</summary>
    private LinkSession? _next;
    private PeerSession? _followed;
    private ILinkDialler? _dialler = dialler;

    /// <summary>Every way there was: what they use is let go of with the link.</summary>
    private readonly List<ILinkDialler> _ways = dialler is null ? [] : [dialler];

    /// <summary>What ends the search that is under way, because another is to be made, or none.</summary>
    private CancellationTokenSource? _searching;

    /// <summary>This side wants no connection for now.</summary>
    private bool _rests;
    private PeerLinkState _state = PeerLinkState.Connecting;
    private bool _isClosing;
    private bool _isReplaced;

    public PeerLinkState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    public Task<PeerLinkEnd> Completion => _completion.Task;

    public bool IsClosing
    {
        get
        {
            lock (_lock)
            {
                return _isClosing;
            }
        }
    }

    public LinkSession Current
    {
        get
        {
            lock (_lock)
            {
                return _current ?? throw new InvalidOperationException("The link has no session yet: it is being configured.");
            }
        }
    }

    /// <summary>Gets the session that is up, or was last; null before the first.</summary>
    public PeerSession? Session => _session;

    /// <summary>Returns the session that is up, or is coming.</summary>
    public Task<PeerSession> Connected
    {
        get
        {
            lock (_lock)
            {
                // A session that has ended is none to call, also before it was noticed here.
                if (_connected.Task is { IsCompletedSuccessfully: true, Result.Completion.IsCompleted: true })
                {
                    _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                return _connected.Task;
            }
        }
    }

    /// <summary>Whether a peer that names a session means the one of this link, which can go on.</summary>
    public bool IsNamed(ReadOnlySpan<byte> session)
    {
        lock (_lock)
        {
            return !_isClosing && _current is { } current && current.Session.IsNamed(session);
        }
    }

    /// <summary>Gets a value indicating whether the link's session can go on over another connection.</summary>
    public bool CanResume
    {
        get
        {
            lock (_lock)
            {
                return !_isClosing && _current is { Session.CanResume: true };
            }
        }
    }

    /// <summary>Raised when the link has lost its connection, and its session waits for another.</summary>
    public event Action? Lost;

    /// <summary>Gives the connection up, and looks for no other until it is told to.</summary>
    public async Task SuspendAsync(CancellationToken cancellationToken)
    {
        LinkSession current;
        lock (_lock)
        {
            ThrowIfOver();
            current = _current ?? throw new InvalidOperationException("The link has no session yet: it is being configured.");
            _rests = true;
            _searching?.Cancel();
            RenewConnected();
        }

        Signal();
        await current.LeaveAsync().ConfigureAwait(false);
        while (true)
        {
            var changed = Changed();
            if (State is PeerLinkState.Suspended or PeerLinkState.Closed)
            {
                return;
            }

            await Task.WhenAny(changed, Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks for the peer again, and waits until it is found.</summary>
    /// <param name="way">How from now on; null for the way there is.</param>
    /// <param name="cancellationToken">Ends the wait alone.</param>
    public async Task<PeerSession> ResumeAsync(ILinkDialler? way, CancellationToken cancellationToken)
    {
        LinkSession? left = null;
        lock (_lock)
        {
            if (way is not null)
            {
                ThrowIfOver();
                left = _current;
                _ways.Add(way);
                _dialler = way;
                _searching?.Cancel();
                RenewConnected();
            }
            else if (_dialler is null)
            {
                throw new InvalidOperationException(isAwaited ? "It is the peer that finds this side." : "The link knows no way to the peer: say one.");
            }

            _rests = false;
        }

        Signal();
        await (left?.LeaveAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        return await Connected.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a session that is starting or up, and looks after it until the link is over. Called once.</summary>
    public void Run(LinkSession first)
    {
        if (!Take(first))
        {
            _ = first.Session.DisposeAsync().AsTask();
        }

        _ = RunAsync(first);
    }

    /// <summary>Goes on over a connection that the peer has brought, if it proves to be the one. False when not: the connection stays the caller's.</summary>
    public async Task<bool> ResumeAsync(PeerConnection connection, HeldChannel channel)
    {
        var session = Current.Session;
        if (await session.ResumeAsync(channel).ConfigureAwait(false) != ResumeOutcome.GoesOn)
        {
            return false;
        }

        await BringAsync(new LinkSession(connection, session)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Hands over a connection that was made elsewhere: the session goes on over it already, or it has the next.</summary>
    public async Task BringAsync(LinkSession next)
    {
        LinkSession? older;
        lock (_lock)
        {
            (older, _next) = (_next, next);
            _searching?.Cancel();
            RenewConnected();
        }

        Signal();
        await (older?.LeaveAsync() ?? Task.CompletedTask).ConfigureAwait(false);
    }

    /// <summary>Begins to close. Returns the session that there is; null for none.</summary>
    public LinkSession? Close()
    {
        LinkSession? current;
        lock (_lock)
        {
            _isClosing = true;
            current = _current;
        }

        _closing.Cancel();
        Signal();
        return current;
    }

    /// <summary>Ends a link that has got no session.</summary>
    public void Abandon(PeerLinkEnd end) => End(end);

    /// <summary>The peer has begun anew and knows nothing of this link: it is lost, and not looked for.</summary>
    public void Replace()
    {
        LinkSession? current;
        lock (_lock)
        {
            _isReplaced = !_isClosing;
            current = _current;
        }

        _closing.Cancel();
        Signal();
        if (current is not null)
        {
            current.Session.WaitNoMore("the peer has begun anew");
            _ = current.AbortAsync();
        }
    }

    /// <summary>Looks after the link until it is over; never fails.</summary>
    private async Task RunAsync(LinkSession current)
    {
        PeerLinkEnd end;
        try
        {
            end = await WatchAsync(current).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The application's clock, or a bug: it ends this link, with a reason, and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Current.Session.WaitNoMore("the link failed");
            await Current.AbortAsync().ConfigureAwait(false);
            end = new PeerLinkEnd(PeerLinkEndKind.Failed, $"The link failed: {PeerText.Clean(exception.Message)}", Exception: exception);
        }

        End(end);
        await (TakeNext()?.LeaveAsync() ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task<PeerLinkEnd> WatchAsync(LinkSession current)
    {
        while (true)
        {
            await FollowAsync(current).ConfigureAwait(false);
            if (TakeNext() is not { } next)
            {
                (next, var over) = await ReplaceAsync(current).ConfigureAwait(false);
                if (next is null)
                {
                    return over!;
                }
            }
            else
            {
                channels.Release();
                await current.LeaveAsync().ConfigureAwait(false);
            }

            if (!ReferenceEquals(next.Session, current.Session))
            {
                current.Session.WaitNoMore("the peer has begun another session");
            }

            current = next;
            if (!Take(current))
            {
                current.Session.WaitNoMore("this side closed the link");
                await current.CloseAsync().ConfigureAwait(false);
                return Explain(await current.Session.Completion.ConfigureAwait(false));
            }
        }
    }

    /// <summary>Waits for the hello, and until the session has ended, or has lost or changed its connection.</summary>
    private async Task FollowAsync(LinkSession current)
    {
        await Task.WhenAny(current.Session.Connected, current.Session.Completion).ConfigureAwait(false);
        if (current.Session.Connected.IsCompletedSuccessfully)
        {
            OnUp(current);
        }

        while (true)
        {
            var changed = Changed();
            if (current.Session.Completion.IsCompleted || current.Session.IsSuspended || HasNext())
            {
                return;
            }

            await Task.WhenAny(changed, current.Session.Completion).ConfigureAwait(false);
        }
    }

    private void OnUp(LinkSession current)
    {
        lock (_lock)
        {
            _connected.TrySetResult(current.Session);
        }

        channels.Attach(current.Connection);
        Move(PeerLinkState.Connected);
        if (!ReferenceEquals(_followed, current.Session))
        {
            _followed = current.Session;
            current.Session.ResponsiveChanged += _ => Hear(current.Session);
            current.Session.SuspendedChanged += _ => Signal();
        }

        Hear(current.Session);
    }

    /// <summary>Lets go of the connection, and finds another one: on which the session goes on, or which has the next. Null, with the end, when there is none.</summary>
    private async Task<(LinkSession? Next, PeerLinkEnd? End)> ReplaceAsync(LinkSession lost)
    {
        channels.Release();
        var session = lost.Session;
        await (session.IsSuspended ? lost.LeaveAsync() : lost.CloseAsync()).ConfigureAwait(false);
        if (_closing.IsCancellationRequested)
        {
            session.WaitNoMore("this side closed the link");
        }

        if (session.Completion.IsCompleted)
        {
            var end = await session.Completion.ConfigureAwait(false);
            if (end.Kind != PeerSessionEndKind.ConnectionLost || Dialler is null || _closing.IsCancellationRequested)
            {
                return (null, Explain(end));
            }
        }

        lock (_lock)
        {
            RenewConnected();
        }

        Lost?.Invoke();
        var (next, failure) = await FindAsync(session).ConfigureAwait(false);
        if (next is null)
        {
            session.WaitNoMore(_closing.IsCancellationRequested ? "this side closed the link" : "the peer was not found again");
            var end = await session.Completion.ConfigureAwait(false);
            return (null, _closing.IsCancellationRequested || failure is null ? Explain(end) : failure with { Session = end });
        }

        return (next, null);
    }

    /// <summary>Looks for the peer, or waits for it, as this side is told meanwhile.</summary>
    private async Task<(LinkSession? Next, PeerLinkEnd? Failure)> FindAsync(PeerSession session)
    {
        while (true)
        {
            ILinkDialler? way;
            bool rests;
            CancellationTokenSource searching;
            if (TakeNext() is { } next)
            {
                return (next, null);
            }

            lock (_lock)
            {
                (way, rests) = (_dialler, _rests);
                _searching = searching = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            }

            Move(rests || (way is null && !isAwaited) ? PeerLinkState.Suspended : PeerLinkState.Reconnecting);
            var found = way is null || rests
                ? await AwaitAsync(session, way).ConfigureAwait(false)
                : await Redialling.RunAsync(way, session, searching.Token).ConfigureAwait(false);
            bool isOther;
            lock (_lock)
            {
                isOther = found.Next is null && !_closing.IsCancellationRequested && (_rests != rests || _next is not null || !ReferenceEquals(_dialler, way));
                _searching = null;
            }

            searching.Dispose();
            if (!isOther)
            {
                return found;
            }
        }
    }

    /// <summary>Waits until the peer comes back, there is another way to look for it, or the session is over and with it the link.</summary>
    private async Task<(LinkSession? Next, PeerLinkEnd? Failure)> AwaitAsync(PeerSession session, ILinkDialler? way)
    {
        while (true)
        {
            var changed = Changed();
            if (TakeNext() is { } next)
            {
                return (next, null);
            }

            if (_closing.IsCancellationRequested || !IsToWait(way) || (way is null && session.Completion.IsCompleted))
            {
                return (null, null);
            }

            await Task.WhenAny(way is null ? [changed, session.Completion] : [changed]).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there is nothing to look for the peer by, or this side is not to.</summary>
    private bool IsToWait(ILinkDialler? way)
    {
        lock (_lock)
        {
            return ReferenceEquals(_dialler, way) && (way is null || _rests);
        }
    }

    private ILinkDialler? Dialler
    {
        get
        {
            lock (_lock)
            {
                return _dialler;
            }
        }
    }

    private PeerLinkEnd Explain(PeerSessionEnd end) => LinkEnds.Of(end, _isReplaced, _closing.IsCancellationRequested);

    private void End(PeerLinkEnd end)
    {
        List<ILinkDialler> ways;
        lock (_lock)
        {
            ways = [.. _ways];
            RenewConnected();
            _connected.TrySetException(new PeerException(PeerStatus.Unavailable, $"The link is over. {end.Message}"));

            // Nobody may be waiting; the end is in Completion, too.
            _ = _connected.Task.Exception;
        }

        ways.ForEach(static way => way.Dispose());
        Move(PeerLinkState.Closed);
        _ = channels.EndAsync(end);
        _completion.TrySetResult(end);
    }

    /// <summary>False when the link is closing: whoever closed it may not have seen this session.</summary>
    private bool Take(LinkSession current)
    {
        lock (_lock)
        {
            _current = current;
            _session = current.Session;
            return !_isClosing;
        }
    }

    private bool HasNext()
    {
        lock (_lock)
        {
            return _next is not null;
        }
    }

    private LinkSession? TakeNext()
    {
        lock (_lock)
        {
            var next = _next;
            _next = null;
            _rests &= next is null;
            return next;
        }
    }

    /// <summary>Tells whether the peer of the session that is up gives signs of life.</summary>
    private void Hear(PeerSession session)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_current?.Session, session) && !session.IsSuspended && _state is (PeerLinkState.Connected or PeerLinkState.Unresponsive))
            {
                Move(session.IsResponsive ? PeerLinkState.Connected : PeerLinkState.Unresponsive);
            }
        }
    }

    /// <summary>Whoever asks for the session from now on waits for the next. Under the lock.</summary>
    private void RenewConnected() => _connected = _connected.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _connected;

    /// <summary>Under the lock.</summary>
    private void ThrowIfOver()
    {
        if (_isClosing || _state == PeerLinkState.Closed)
        {
            throw new PeerException(PeerStatus.Unavailable, "The link is over.");
        }
    }

    /// <summary>Returns a task that completes with the next signal: to be asked for before one looks.</summary>
    private Task Changed()
    {
        lock (_lock)
        {
            if (_changed.Task.IsCompleted)
            {
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _changed.Task;
        }
    }

    private void Signal()
    {
        lock (_lock)
        {
            _changed.TrySetResult();
        }
    }

    private void Move(PeerLinkState state)
    {
        lock (_lock)
        {
            if (_state != state)
            {
                _state = state;
                moved(state);
                _changed.TrySetResult();
            }
        }
    }
}
