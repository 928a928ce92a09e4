namespace TypedPeer.Signaling.Links;

/// <summary>How long to wait between attempts to find a peer again, and when to give up. Told the time, it asks for none; one for each loss.</summary>
internal sealed class Backoff(PeerLinkOptions options)
{
    private TimeSpan _next = options.MinReconnectDelay;

    /// <summary>Gets how many attempts were allowed.</summary>
    public int Attempts { get; private set; }

    /// <summary>Says how long to wait before the next attempt; false when there is to be none.</summary>
    /// <param name="sinceLoss">The time since the connection was lost.</param>
    /// <param name="delay">The time to wait, drawn from the upper half of what the options say.</param>
    public bool TryNext(TimeSpan sinceLoss, out TimeSpan delay)
    {
        delay = _next * (0.5 + (0.5 * options.Random.NextDouble()));
        if (Attempts >= options.MaxReconnectAttempts || sinceLoss + delay > options.ReconnectTimeout)
        {
            return false;
        }

        Attempts++;
        _next = _next * 2 < options.MaxReconnectDelay ? _next * 2 : options.MaxReconnectDelay;
        return true;
    }
}
