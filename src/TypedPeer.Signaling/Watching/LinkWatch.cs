using System.Runtime.CompilerServices;
using TypedPeer.Ahead;
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
#pragma warning disable CA1001 // A token nobody takes a handle of needs no disposing, and what waits for it may outlive this by a moment.
internal sealed class LinkWatch
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<PeerLinkEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinkChannels _channels;
    private readonly LinkStanding _standing;
    private readonly LinkSearch _search;
    private LinkSession? _current;
    private volatile PeerSession? _session;
    private PeerSession? _followed;
    private bool _isClosing;
    private bool _isReplaced;

    /// <param name="way">Finds the peer again; null where the peer finds this side, or nobody but the application can.</param>
    /// <param name="isAwaited">Whether the peer finds this side.</param>
    /// <param name="channels">The link's channels beside the session.</param>
    /// <param name="moved">Is told each new state, in order.</param>
    public LinkWatch(ILinkDialler? way, bool isAwaited, LinkChannels channels, Action<PeerLinkState> moved)
    {
        _channels = channels;
        _standing = new LinkStanding(moved);
        _search = new LinkSearch(way, isAwaited, _standing, _closing.Token);
    }

    public PeerLinkState State => _standing.State;

    public Task<PeerLinkEnd> Completion => _completion.Task;

    /// <summary>Gets how the peer is found; null where it finds this side, or nobody but the application can.</summary>
    public ILinkDialler? Way => _search.Way;

    public bool IsClosing
    {
        get
        {
            lock (_standing.Gate)
            {
                return _isClosing;
            }
        }
    }

    public LinkSession Current
    {
        get
        {
            lock (_standing.Gate)
            {
                return _current ?? throw new InvalidOperationException("The link has no session yet: it is being configured.");
            }
        }
    }

    /// <summary>Gets the session that is up, or was last; null before the first.</summary>
    public PeerSession? Session => _session;

    /// <summary>Returns the session that is up, or is coming.</summary>
    public Task<PeerSession> Connected => _standing.Connected;

    /// <summary>Whether a peer that names a session means the one of this link, which can go on.</summary>
    public bool IsNamed(ReadOnlySpan<byte> session)
    {
        lock (_standing.Gate)
        {
            return !_isClosing && _current is { } current && current.Session.IsNamed(session);
        }
    }

    /// <summary>Gets a value indicating whether the link's session can go on over another connection.</summary>
    public bool CanResume
    {
        get
        {
            lock (_standing.Gate)
            {
                return !_isClosing && _current is { Session.CanResume: true };
            }
        }
    }

    /// <summary>Raised when the link has lost its connection, and its session waits for another.</summary>
    public event Action? Lost;

    /// <summary>Waits until leaving the connection does not take the session with it, as it would before both sides have the key.</summary>
    public Task WhenResumptionKnownAsync(CancellationToken cancellationToken)
    {
        LinkSession? current;
        lock (_standing.Gate)
        {
            current = _current;
        }

        return current?.Session.WhenResumptionKnown.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>Gives the connection up, and looks for no other until it is told to.</summary>
    public async Task SuspendAsync(CancellationToken cancellationToken)
    {
        await WhenResumptionKnownAsync(cancellationToken).ConfigureAwait(false);
        LinkSession current;
        lock (_standing.Gate)
        {
            ThrowIfOver();
            current = _current ?? throw new InvalidOperationException("The link has no session yet: it is being configured.");
            _search.Rest();
        }

        await current.SuspendAsync(_search.ComesBack, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var changed = _standing.Changed();
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
        if (way is null)
        {
            _search.Wake();
        }
        else
        {
            await WhenResumptionKnownAsync(cancellationToken).ConfigureAwait(false);
            lock (_standing.Gate)
            {
                ThrowIfOver();
                left = _current;
            }

            _search.Take(way);
        }

        await (left?.LeaveAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        return await Connected.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A peer that finds this side can be found from now on as well. False where it can be already.</summary>
    public bool TryLearn(ILinkDialler way) => _search.TryLearn(way);

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
    public async Task BringAsync(LinkSession next) => await (_search.Bring(next)?.LeaveAsync() ?? Task.CompletedTask).ConfigureAwait(false);

    /// <summary>Begins to close. Returns the session that there is; null for none.</summary>
    public LinkSession? Close()
    {
        LinkSession? current;
        lock (_standing.Gate)
        {
            _isClosing = true;
            current = _current;
        }

        _closing.Cancel();
        _standing.Signal();
        return current;
    }

    /// <summary>Ends a link that has got no session.</summary>
    public void Abandon(PeerLinkEnd end) => End(end);

    /// <summary>The peer has begun anew and knows nothing of this link: it is lost, and not looked for.</summary>
    public void Replace()
    {
        LinkSession? current;
        lock (_standing.Gate)
        {
            _isReplaced = !_isClosing;
            current = _current;
        }

        _closing.Cancel();
        _standing.Signal();
        if (current is not null)
        {
            current.Session.WaitNoMore("the peer has begun anew");
            _ = current.AbortAsync();
        }
    }

    /// <summary>Looks after the link until it is over; never fails.</summary>
    [AsyncMethodBuilder(typeof(AheadTaskMethodBuilder))]
    private async Task RunAsync(LinkSession current)
    {
        PeerLinkEnd end;
        try
        {
            end = await WatchAsync(current).Ahead();
        }
#pragma warning disable CA1031 // The application's clock, or a bug: it ends this link, with a reason, and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Current.Session.WaitNoMore("the link failed");
            await Current.AbortAsync().Ahead();
            end = new PeerLinkEnd(PeerLinkEndKind.Failed, $"The link failed: {PeerText.Clean(exception.Message)}", Exception: exception);
        }

        End(end);
        await (_search.TakeNext()?.LeaveAsync() ?? Task.CompletedTask).Ahead();
    }

    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    private async Task<PeerLinkEnd> WatchAsync(LinkSession current)
    {
        while (true)
        {
            await FollowAsync(current).Ahead();
            if (_search.TakeNext() is not { } next)
            {
                (next, var over) = await ReplaceAsync(current).Ahead();
                if (next is null)
                {
                    return over!;
                }
            }
            else
            {
                _channels.Release();
                await current.LeaveAsync().Ahead();
            }

            if (!ReferenceEquals(next.Session, current.Session))
            {
                current.Session.WaitNoMore("the peer has begun another session");
            }

            current = next;
            if (!Take(current))
            {
                current.Session.WaitNoMore("this side closed the link");
                await current.CloseAsync().Ahead();
                return Explain(await current.Session.Completion.Ahead());
            }
        }
    }

    /// <summary>Waits for the hello, and until the session has ended, or has lost or changed its connection.</summary>
    [AsyncMethodBuilder(typeof(AheadTaskMethodBuilder))]
    private async Task FollowAsync(LinkSession current)
    {
        await Task.WhenAny(current.Session.Connected, current.Session.Completion).Ahead();
        if (current.Session.Connected.IsCompletedSuccessfully)
        {
            OnUp(current);
        }

        while (true)
        {
            var changed = _standing.Changed();
            if (current.Session.Completion.IsCompleted || current.Session.IsSuspended || _search.HasNext)
            {
                return;
            }

            await Task.WhenAny(changed, current.Session.Completion).Ahead();
        }
    }

    private void OnUp(LinkSession current)
    {
        _channels.Attach(current.Connection);

        // Whoever waits for the session finds the link connected.
        _standing.Move(PeerLinkState.Connected);
        _standing.Connect(current.Session);
        if (!ReferenceEquals(_followed, current.Session))
        {
            _followed = current.Session;
            current.Session.ResponsiveChanged += _ => Hear(current.Session);
            current.Session.SuspendedChanged += _ => _standing.Signal();
        }

        Hear(current.Session);
    }

    /// <summary>Lets go of the connection, and finds another one: on which the session goes on, or which has the next. Null, with the end, when there is none.</summary>
    private async Task<(LinkSession? Next, PeerLinkEnd? End)> ReplaceAsync(LinkSession lost)
    {
        _channels.Release();
        var session = lost.Session;
        await (session.IsSuspended ? lost.LeaveAsync() : lost.CloseAsync()).ConfigureAwait(false);
        if (_closing.IsCancellationRequested)
        {
            session.WaitNoMore("this side closed the link");
        }

        if (session.Completion.IsCompleted)
        {
            var end = await session.Completion.ConfigureAwait(false);
            if (end.Kind != PeerSessionEndKind.ConnectionLost || session.IsStoppedByPeer || _search.Way is null || _closing.IsCancellationRequested)
            {
                return (null, Explain(end));
            }
        }

        _standing.RenewConnected();
        Lost?.Invoke();
        var (next, failure) = await _search.RunAsync(session).ConfigureAwait(false);
        if (next is null)
        {
            session.WaitNoMore(_closing.IsCancellationRequested ? "this side closed the link" : "the peer was not found again");
            var end = await session.Completion.ConfigureAwait(false);
            return (null, _closing.IsCancellationRequested || failure is null ? Explain(end) : failure with { Session = end });
        }

        return (next, null);
    }

    private PeerLinkEnd Explain(PeerSessionEnd end) => LinkEnds.Of(end, _isReplaced, _closing.IsCancellationRequested);

    private void End(PeerLinkEnd end)
    {
        _standing.Move(PeerLinkState.Closed);
        _standing.End(end);
        _search.End();
        _ = _channels.EndAsync(end);
        _completion.TrySetResult(end);
    }

    /// <summary>False when the link is closing: whoever closed it may not have seen this session.</summary>
    private bool Take(LinkSession current)
    {
        lock (_standing.Gate)
        {
            _current = current;
            _session = current.Session;
            return !_isClosing;
        }
    }

    /// <summary>Tells whether the peer of the session that is up gives signs of life.</summary>
    private void Hear(PeerSession session)
    {
        lock (_standing.Gate)
        {
            if (ReferenceEquals(_current?.Session, session) && !session.IsSuspended && _standing.State is (PeerLinkState.Connected or PeerLinkState.Unresponsive))
            {
                _standing.Move(session.IsResponsive ? PeerLinkState.Connected : PeerLinkState.Unresponsive);
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private void ThrowIfOver()
    {
        if (_isClosing || _standing.State == PeerLinkState.Closed)
        {
            throw new PeerException(PeerStatus.Unavailable, "The link is over.");
        }
    }
}
