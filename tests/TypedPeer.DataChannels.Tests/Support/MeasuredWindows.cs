namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>Measures the same work several times, for what comes with every repetition must be found in every window.</summary>
internal static class MeasuredWindows
{
    /// <summary>On a machine with other work something that happens once may fall into one window: a list that finds a new most, a pool that a collection made smaller.</summary>
    private const int Most = 8;

    /// <summary>Gets the least of up to eight windows, the first that is no more than <paramref name="enough"/>.</summary>
    public static long Least(long enough, Func<long> window)
    {
        var least = window();
        for (var windows = 1; least > enough && windows < Most; windows++)
        {
            least = Math.Min(least, window());
        }

        return least;
    }
}
