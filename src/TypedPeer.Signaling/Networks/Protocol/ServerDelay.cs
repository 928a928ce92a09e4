namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>How long to wait before a server that was lost is tried again: twice as long each time, drawn from the upper half, so that thousands of clients do not come in one instant.</summary>
internal sealed class ServerDelay(NetworkCoreOptions options)
{
    private long _next = options.MinDelay;

    /// <summary>Returns the next delay.</summary>
    /// <param name="limit">What it is drawn from at most.</param>
    public long Next(long limit = long.MaxValue)
    {
        var delay = Draw(Math.Min(_next, limit));
        _next = Math.Min(_next * 2, options.MaxDelay);
        return delay;
    }

    /// <summary>Returns the shortest delay, which changes nothing about the next ones.</summary>
    public long Shortest() => Draw(options.MinDelay);

    /// <summary>All is well again.</summary>
    public void Reset() => _next = options.MinDelay;

    private long Draw(long longest) => (long)(longest * (0.5 + (0.5 * options.Random.NextDouble())));
}
