using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.Calling;

/// <summary>Says of a call's outcome whether it is made again, and when. Knows neither clock nor session, so that whoever makes calls can ask.</summary>
internal sealed class RetryPolicy
{
    private readonly int _maxAttempts;
    private readonly TimeSpan _backoff;
    private readonly TimeSpan _maxBackoff;
    private readonly PeerStatus[] _statuses;

    /// <summary>Takes what the options say now.</summary>
    /// <exception cref="ArgumentException">One is impossible; the message names it.</exception>
    public RetryPolicy(PeerRetryOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxAttempts, 1, nameof(PeerRetryOptions.MaxAttempts));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Backoff, TimeSpan.Zero, nameof(PeerRetryOptions.Backoff));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBackoff, options.Backoff, nameof(PeerRetryOptions.MaxBackoff));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxBackoff, TimeSpan.FromDays(1), nameof(PeerRetryOptions.MaxBackoff));
        ArgumentNullException.ThrowIfNull(options.Statuses, nameof(PeerRetryOptions.Statuses));
        _maxAttempts = options.MaxAttempts;
        _backoff = options.Backoff;
        _maxBackoff = options.MaxBackoff;
        _statuses = [.. options.Statuses];
    }

    /// <summary>Whether a method may be called again at all once a call of it may have begun.</summary>
    public static bool MayRepeat(PeerMethod method, PeerCallFate fate) => method.Streams == 0 && (fate == PeerCallFate.NotSent || method.IsIdempotent);

    /// <summary>Returns how long to wait before a call is made again; null when it is not.</summary>
    /// <param name="attempts">How often it was made.</param>
    /// <param name="method">The method.</param>
    /// <param name="status">How it ended last.</param>
    /// <param name="fate">What is known of its handler.</param>
    /// <param name="chance">A random number from 0 up to 1.</param>
    public TimeSpan? Next(int attempts, PeerMethod method, PeerStatus status, PeerCallFate fate, double chance)
    {
        if (attempts >= _maxAttempts || !MayRepeat(method, fate) || !_statuses.Contains(status))
        {
            return null;
        }

        // Doubled as often as a TimeSpan bears; the longest is reached before.
        var longest = Math.Min(_backoff.Ticks * Math.Pow(2, Math.Min(attempts - 1, 40)), _maxBackoff.Ticks);
        return TimeSpan.FromTicks((long)(longest * (1 - (chance / 2))));
    }
}
