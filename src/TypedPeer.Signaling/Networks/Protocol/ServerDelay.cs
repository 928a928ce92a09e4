namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>How long to wait before a server that was lost is tried again: twice as long each time, drawn from the upper half, so that thousands of clients do not come in one instant.</summary>
internal sealed class ServerDelay(NetworkCoreOptions options)
{
    private long _next = options.MinDelay;

    /// <summary>Returns the next delay.</summary>
    public long Next()
    {
        var delay = (long)(_next * (0.5 + (0.5 * options.Random.NextDouble())));
        _next = Math.Min(_next * 2, options.MaxDelay);
        return delay;
    }

    /// <summary>All is well again.</summary>
    public void Reset() => _next = options.MinDelay;
}
