namespace TypedPeer.VirtualNetwork;

/// <summary>One direction between two hosts, or a bottleneck that several directions share.</summary>
internal sealed class VirtualPath(int seed, VirtualPathOptions options)
{
    /// <summary>What IP and UDP add to a datagram on the wire.</summary>
    public const int HeaderBytes = 28;

    private readonly Random _random = new(seed);
    private double _busyUntil;

    /// <summary>What it does; may change at any time.</summary>
    public VirtualPathOptions Options { get; set; } = options;

    /// <summary>A path that is down drops everything: a partition.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>How many datagrams the bottleneck had no room for.</summary>
    public long Overflows { get; private set; }

    /// <summary>Decides when the copies of a datagram arrive; none when it is lost.</summary>
    public int Pass(int length, long now, Span<long> arrivals)
    {
        // Always the same number of draws, so that one datagram's fate does not shift those of all later ones.
        double loss = _random.NextDouble();
        double duplication = _random.NextDouble();
        double reordering = _random.NextDouble();
        double jitter = _random.NextDouble();
        double secondJitter = _random.NextDouble();

        double departs = now;
        if (!IsUp || !TryQueue(length, now, ref departs) || loss < Options.Loss)
            return 0;

        long arrives = (long)departs + Options.Delay;
        long held = reordering < Options.Reordering ? Options.ReorderDelay : 0;
        arrivals[0] = arrives + held + (long)(jitter * Options.Jitter);
        if (duplication >= Options.Duplication)
            return 1;

        arrivals[1] = arrives + (long)(secondJitter * (Options.Jitter + Options.ReorderDelay));
        return 2;
    }

    private bool TryQueue(int length, long now, ref double departs)
    {
        if (Options.BitsPerSecond == 0)
            return true;

        double bytesPerMicrosecond = Options.BitsPerSecond / 8e6;
        double starts = Math.Max(now, _busyUntil);
        if (((starts - now) * bytesPerMicrosecond) + length + HeaderBytes > Options.QueueBytes)
        {
            Overflows++;
            return false;
        }

        _busyUntil = starts + ((length + HeaderBytes) / bytesPerMicrosecond);
        departs = _busyUntil;
        return true;
    }
}
