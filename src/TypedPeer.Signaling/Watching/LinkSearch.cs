using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Watching;

/// <summary>
/// Finds the next connection of a link that has lost its own: looks for the peer by the way there is, or waits for it, as this side is told meanwhile. A connection may also be handed over that was made elsewhere.
/// </summary>
/// <param name="dialler">Finds the peer again; null where the peer finds this side, or nobody but the application can.</param>
/// <param name="isAwaited">Whether the peer finds this side.</param>
/// <param name="standing">Where the link stands.</param>
/// <param name="closing">Ends every search.</param>
internal sealed class LinkSearch(ILinkDialler? dialler, bool isAwaited, LinkStanding standing, CancellationToken closing)
{
    /// <summary>Every way there was: what they use is let go of with the link.</summary>
    private readonly List<ILinkDialler> _ways = dialler is null ? [] : [dialler];

    private ILinkDialler? _way = dialler;

    /// <summary>A connection that was made elsewhere.</summary>
    private LinkSession? _next;

    /// <summary>What ends the search that is under way, because another is to be made, or none.</summary>
    private CancellationTokenSource? _searching;

    /// <summary>This side wants no connection for now.</summary>
    private bool _rests;

    /// <summary>This side looks for a peer that has suspended the link, and need not be looked for.</summary>
    private bool _wakes;

    /// <summary>Gets how the peer is found; null where it finds this side, or nobody but the application can.</summary>
    public ILinkDialler? Way
    {
        get
        {
            lock (standing.Gate)
            {
                return _way;
            }
        }
    }

    /// <summary>Gets a value indicating whether this side comes back by itself once it was suspended: the peer need not look for it.</summary>
    public bool ComesBack => Way is not null || !isAwaited;

    /// <summary>Gets a value indicating whether a connection was handed over.</summary>
    public bool HasNext
    {
        get
        {
            lock (standing.Gate)
            {
                return _next is not null;
            }
        }
    }

    /// <summary>This side wants no connection for now.</summary>
    public void Rest()
    {
        lock (standing.Gate)
        {
            _rests = true;
            _searching?.Cancel();
            standing.RenewConnected();
        }

        standing.Signal();
    }

    /// <summary>This side wants a connection again.</summary>
    /// <exception cref="InvalidOperationException">There is no way to the peer.</exception>
    public void Wake()
    {
        lock (standing.Gate)
        {
            if (_way is null)
            {
                throw new InvalidOperationException(isAwaited ? "It is the peer that finds this side." : "The link knows no way to the peer: say one.");
            }

            (_rests, _wakes) = (false, true);
        }

        standing.Signal();
    }

    /// <summary>The peer is found another way from now on.</summary>
    public void Take(ILinkDialler way)
    {
        ILinkDialler? before;
        lock (standing.Gate)
        {
            before = _way;
            if (!_ways.Contains(way))
            {
                _ways.Add(way);
            }

            _way = way;
            (_rests, _wakes) = (false, true);
            _searching?.Cancel();
            standing.RenewConnected();
        }

        standing.Signal();
        if (!ReferenceEquals(before, way))
        {
            before?.Leave();
        }
    }

    /// <summary>A peer that finds this side, or that only the application found, can be found from now on as well. False where there is a way already.</summary>
    public bool TryLearn(ILinkDialler way)
    {
        lock (standing.Gate)
        {
            if (_way is not null)
            {
                return false;
            }

            _ways.Add(way);
            _way = way;
            return true;
        }
    }

    /// <summary>Hands over a connection that was made elsewhere. Returns the one that was handed over before and is of no use any more; null for none.</summary>
    public LinkSession? Bring(LinkSession next)
    {
        LinkSession? older;
        lock (standing.Gate)
        {
            (older, _next) = (_next, next);
            _searching?.Cancel();
            standing.RenewConnected();
        }

        standing.Signal();
        return older;
    }

    /// <summary>Takes what was handed over; null for nothing.</summary>
    public LinkSession? TakeNext()
    {
        lock (standing.Gate)
        {
            var next = _next;
            _next = null;
            _rests &= next is null;
            return next;
        }
    }

    /// <summary>Looks for the peer, or waits for it, as this side is told meanwhile.</summary>
    public async Task<(LinkSession? Next, PeerLinkEnd? Failure)> RunAsync(PeerSession session)
    {
        lock (standing.Gate)
        {
            _wakes = false;
        }

        while (true)
        {
            ILinkDialler? way;
            bool rests;
            CancellationTokenSource searching;
            if (TakeNext() is { } next)
            {
                return (next, null);
            }

            lock (standing.Gate)
            {
                (way, rests) = (_way, _rests);
                _searching = searching = CancellationTokenSource.CreateLinkedTokenSource(closing);
            }

            standing.Move(StateFor(session, way, rests));
            var found = way is null || rests
                ? await AwaitAsync(session, way).ConfigureAwait(false)
                : await LookAsync(way, session, searching.Token).ConfigureAwait(false);
            bool isOther;
            lock (standing.Gate)
            {
                isOther = found.Next is null && !closing.IsCancellationRequested && (_rests != rests || _next is not null || !ReferenceEquals(_way, way));
                _searching = null;
            }

            searching.Dispose();
            if (!isOther)
            {
                return found;
            }
        }
    }

    /// <summary>The link is over: lets go of what its ways use.</summary>
    public void End()
    {
        ILinkDialler[] ways;
        lock (standing.Gate)
        {
            ways = [.. _ways];
        }

        Array.ForEach(ways, static way => way.Dispose());
    }

    private PeerLinkState StateFor(PeerSession session, ILinkDialler? way, bool rests) =>
        rests ? PeerLinkState.Suspended
        : IsAsleep(session) && !session.IsStoppedByPeer ? PeerLinkState.PeerSuspended
        : way is null && !isAwaited ? PeerLinkState.Suspended : PeerLinkState.Reconnecting;

    /// <summary>Whether the peer has said that it comes back by itself, or goodbye, for which it may come back to finish; and there is time left for that.</summary>
    private bool IsAsleep(PeerSession session)
    {
        lock (standing.Gate)
        {
            return !_wakes && (session.IsSuspendedByPeer || session.IsStoppedByPeer) && !session.Completion.IsCompleted;
        }
    }

    /// <summary>Looks for the peer: at once, or when one that comes back by itself has not, or has offered a connection. Never for one that said goodbye, and did not come back.</summary>
    private async Task<(LinkSession? Next, PeerLinkEnd? Failure)> LookAsync(ILinkDialler way, PeerSession session, CancellationToken cancellationToken)
    {
        if (IsAsleep(session))
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var offered = way.WaitAsync(Timeout.InfiniteTimeSpan, enough.Token);
            while (IsAsleep(session) && !offered.IsCompleted)
            {
                var changed = standing.Changed();
                if (!IsAsleep(session))
                {
                    break;
                }

                await Task.WhenAny(offered, changed, session.Completion).ConfigureAwait(false);
            }

            await enough.CancelAsync().ConfigureAwait(false);
            await offered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested || (session.IsStoppedByPeer && session.Completion.IsCompleted))
            {
                return (null, null);
            }

            standing.Move(PeerLinkState.Reconnecting);
        }

        return await Redialling.RunAsync(way, session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the peer comes back, there is another way to look for it, or the session is over and with it the link.</summary>
    private async Task<(LinkSession? Next, PeerLinkEnd? Failure)> AwaitAsync(PeerSession session, ILinkDialler? way)
    {
        while (true)
        {
            var changed = standing.Changed();
            if (TakeNext() is { } next)
            {
                return (next, null);
            }

            if (closing.IsCancellationRequested || !IsToWait(way) || (way is null && session.Completion.IsCompleted))
            {
                return (null, null);
            }

            await Task.WhenAny(way is null ? [changed, session.Completion] : [changed]).ConfigureAwait(false);
        }
    }

    /// <summary>Whether there is nothing to look for the peer by, or this side is not to.</summary>
    private bool IsToWait(ILinkDialler? way)
    {
        lock (standing.Gate)
        {
            return ReferenceEquals(_way, way) && (way is null || _rests);
        }
    }
}
