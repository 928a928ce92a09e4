namespace TypedPeer.DataChannels.Sctp.Congestion;

/// <summary>
/// Spreads packets over time: a bucket of bytes that fills at the pacing rate. Once it is empty it is left to fill by a quantum, so that packets
/// leave in runs that are worth a system call, and holds what the rate adds while a timer is late. However low the rate, down to nothing, where the
/// peer has made a round trip look like hours: a packet leaves in each second.
/// </summary>
internal sealed class SctpPacer(int mtu)
{
    /// <summary>What leaves at once where the rate is high enough, in microseconds at the rate: as coarse as timers are.</summary>
    public const long QuantumTime = 1_000;

    /// <summary>What the bucket holds, in microseconds at the rate: a quantum, and what a timer that is rounded up by a millisecond and late by another lets pass.</summary>
    public const long BurstTime = 3_000;

    /// <summary>The largest quantum: as much as one system call takes.</summary>
    private const long LargestQuantum = 64 * 1024;

    private const int SmallestQuantumPackets = 2;

    /// <summary>What may always leave at once after a silence: the initial window (RFC 6928).</summary>
    private const int SmallestBurstPackets = 10;

    private const long Second = 1_000_000;
    private const long FastestRate = 10_000_000_000;
    private const long LongestRefill = 100 * Second;

    private long _credit = long.MaxValue;
    private long _updatedAt;
    private bool _isWaiting;

    /// <summary>Says whether a packet may leave now.</summary>
    public bool TryDepart(long rate, long now)
    {
        rate = AtLeastSlowest(rate);
        if (rate >= FastestRate)
        {
            _isWaiting = false;
            return true;
        }

        Refill(rate, now);
        _isWaiting = _isWaiting ? _credit < Quantum(rate) * Second : _credit <= 0;
        return !_isWaiting;
    }

    /// <summary>Says when the next packet may leave; after <see cref="TryDepart"/> said that none may.</summary>
    public long NextDeparture(long rate, long now)
    {
        rate = AtLeastSlowest(rate);
        return now + Math.Max(1, ((Quantum(rate) * Second) - _credit + rate - 1) / rate);
    }

    /// <summary>Says whether packets could have left for so long that the bucket is full: it was not the pacing that held them back.</summary>
    public bool IsFull(long rate, long now)
    {
        rate = AtLeastSlowest(rate);
        if (rate >= FastestRate)
        {
            return true;
        }

        Refill(rate, now);
        return _credit >= Burst(rate) * Second;
    }

    /// <summary>Something else holds packets back: what could have left meanwhile does not leave at once afterwards, but for a quantum.</summary>
    public void OnHeldBack(long rate, long now)
    {
        rate = AtLeastSlowest(rate);
        if (rate < FastestRate)
        {
            Refill(rate, now);
            _credit = Math.Min(_credit, Quantum(rate) * Second);
        }
    }

    /// <summary>A packet has left.</summary>
    public void OnSent(long rate, long bytes)
    {
        if (rate < FastestRate)
        {
            _credit -= bytes * Second;
        }
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _credit = long.MaxValue;
        _isWaiting = false;
    }

    /// <summary>How many bytes the bucket holds at this rate.</summary>
    public long Burst(long rate) => Math.Max(rate * BurstTime / Second, (long)mtu * SmallestBurstPackets);

    private long AtLeastSlowest(long rate) => Math.Max(rate, mtu);

    private long Quantum(long rate) => Math.Clamp(rate * QuantumTime / Second, (long)mtu * SmallestQuantumPackets, LargestQuantum);

    private void Refill(long rate, long now)
    {
        var limit = Burst(rate) * Second;
        var added = Math.Clamp(now - _updatedAt, 0, LongestRefill) * rate;
        _credit = _credit >= limit - added ? limit : _credit + added;
        _updatedAt = now;
    }
}
