using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calling;

/// <summary>The attempts at one call of a proxy that outlives sessions: which session is next, and how much time is left.</summary>
internal struct RoutedAttempts(PeerRemote remote, PeerMethod method)
{
    private readonly RemoteRoute _route = remote.Route!;
    private readonly long _started = remote.Route!.Options.TimeProvider.GetTimestamp();
    private readonly long _time = Math.Min(
        method.IsUnreliable || remote.Settings.Timeout == 0 ? long.MaxValue : remote.Settings.Timeout, PeerCallContext.Current?.MicrosecondsLeft ?? long.MaxValue);

    private PeerRemote? _bound;
    private PeerException? _last;
    private bool _mayHaveExecuted;

    /// <summary>Returns the remote of a session that is up, or waits for one.</summary>
    public async ValueTask<PeerRemote> BindAsync(CancellationToken token)
    {
        if (_last is null && remote.Bind() is { } current)
        {
            return current;
        }

        try
        {
            var scope = await WaitAsync(token).ConfigureAwait(false);
            return remote.BindTo(scope, _time == long.MaxValue || remote.Settings.Timeout == 0 ? remote.Settings : remote.Settings.Within(Left));
        }
        catch (TimeoutException)
        {
            throw new PeerException(
                PeerStatus.DeadlineExceeded,
                $"The call of {method} took longer than its deadline allowed: the peer did not come back in time.",
                _mayHaveExecuted ? PeerCallFate.MayHaveExecuted : PeerCallFate.NotSent,
                _last);
        }
        catch (PeerException over)
        {
            throw _last is null ? new PeerException(over.Status, $"The call of {method} was not made: {over.Message}", PeerCallFate.NotSent, over)
                : _mayHaveExecuted && _last.Fate == PeerCallFate.NotSent
                ? new PeerException(_last.Status, $"{_last.Message} An attempt before may have executed.", PeerCallFate.MayHaveExecuted, over)
                : _last;
        }
    }

    /// <summary>The remote of an attempt; then <see cref="MayGoOn"/> says whether its failure is the session's.</summary>
    public void Begin(PeerRemote bound) => _bound = bound;

    /// <summary>Whether a failed attempt is made again in the next session: its own has ended, and the call has not run, or may run again.</summary>
    public bool MayGoOn(PeerException failure)
    {
        if (failure.Fate == PeerCallFate.Answered || !_bound!.Session.HasEnded || !RetryPolicy.MayRepeat(method, failure.Fate))
        {
            return false;
        }

        _mayHaveExecuted |= failure.Fate == PeerCallFate.MayHaveExecuted;
        _last = failure;
        return true;
    }

    private readonly long Left => Math.Max(1, _time - (_route.Options.TimeProvider.GetElapsedTime(_started).Ticks / TimeSpan.TicksPerMicrosecond));

    private readonly Task<RemoteScope> WaitAsync(CancellationToken token)
    {
        var next = _route.NextAsync(token);
        return _time == long.MaxValue ? next : next.WaitAsync(TimeSpan.FromMicroseconds((double)Math.Min(Left, (long)TimeSpan.FromDays(49).TotalMicroseconds)), _route.Options.TimeProvider, token);
    }
}
