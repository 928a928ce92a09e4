namespace TypedPeer.DataChannels.Udp;

/// <summary>
/// How long a receive loop waits after a receive that failed. Most failures are news of something sent long ago, which a socket tells
/// once; a socket that tells nothing else is asked less and less often, so that no processor is kept busy by it, and never given up.
/// </summary>
internal sealed class ReceiveBackoff
{
    /// <summary>As many answers to checks of stale candidates may wait in a socket: one for each pair there can be.</summary>
    public const int MostAtOnce = 100;

    /// <summary>The longest wait: whoever takes an interface up again does not notice it.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private int _failures;

    /// <summary>Something was received: the socket is fine.</summary>
    public void OnReceived() => _failures = 0;

    /// <summary>Counts a failure; how long to wait before the next receive.</summary>
    /// <param name="isWorthTelling">Whether this is the first one that makes the loop wait.</param>
    public TimeSpan OnFailed(out bool isWorthTelling)
    {
        _failures = Math.Min(_failures + 1, MostAtOnce + 32);
        isWorthTelling = _failures == MostAtOnce + 1;
        if (_failures <= MostAtOnce)
        {
            return TimeSpan.Zero;
        }

        var pause = ShortestPause * Math.Pow(2, Math.Min(_failures - MostAtOnce - 1, 16));
        return pause < LongestPause ? pause : LongestPause;
    }
}
