namespace TypedPeer.Signaling.Server.Core;

/// <summary>What may be spent at a rate, and at once. A new one is full.</summary>
internal struct RateBucket
{
    /// <summary>What was spent and has not come back yet.</summary>
    private double _spent;
    private long _at;

    /// <summary>Spends, where there is enough left.</summary>
    /// <param name="amount">How much.</param>
    /// <param name="perSecond">How much comes back in a second.</param>
    /// <param name="burst">How much there is at most.</param>
    /// <param name="now">The time in microseconds.</param>
    /// <returns>False where there is not enough; nothing is spent then.</returns>
    public bool TrySpend(double amount, double perSecond, double burst, long now)
    {
        _spent = Math.Max(0, _spent - (Math.Max(0, now - _at) * perSecond / 1e6));
        _at = now;
        if (_spent + amount > burst)
        {
            return false;
        }

        _spent += amount;
        return true;
    }
}
