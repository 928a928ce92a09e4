namespace TypedPeer.DataChannels.Sctp.Control;

/// <summary>What an association waits for.</summary>
internal enum SctpTimer
{
    /// <summary>T1-init and T1-cookie, which never run together.</summary>
    Handshake,

    /// <summary>T2-shutdown.</summary>
    Shutdown,

    /// <summary>T5-shutdown-guard.</summary>
    ShutdownGuard,

    /// <summary>T3-rtx.</summary>
    Retransmission,

    /// <summary>A chunk may be lost, or only late (RFC 8985 section 6.2).</summary>
    Reordering,

    /// <summary>Nothing came back for the last packet (RFC 8985 section 7).</summary>
    TailLossProbe,

    /// <summary>The pacing lets the next packet with data leave.</summary>
    Pacing,

    /// <summary>A received packet waits to be acknowledged.</summary>
    Acknowledgement,

    /// <summary>The next heartbeat, or the answer to the last.</summary>
    Heartbeat,

    /// <summary>The answer to a stream reset (RFC 6525).</summary>
    Reconfiguration,
}

/// <summary>The timers of one association: one deadline each, <see cref="long.MaxValue"/> while stopped.</summary>
internal sealed class SctpTimers
{
    public const int Count = (int)SctpTimer.Reconfiguration + 1;

    private readonly long[] _deadlines = new long[Count];

    public SctpTimers() => StopAll();

    /// <summary>Gets the earliest deadline.</summary>
    public long Next
    {
        get
        {
            var next = long.MaxValue;
            foreach (var deadline in _deadlines)
            {
                next = Math.Min(next, deadline);
            }

            return next;
        }
    }

    public long this[SctpTimer timer] => _deadlines[(int)timer];

    public bool IsRunning(SctpTimer timer) => _deadlines[(int)timer] != long.MaxValue;

    public void Start(SctpTimer timer, long deadline) => _deadlines[(int)timer] = deadline;

    public void Stop(SctpTimer timer) => _deadlines[(int)timer] = long.MaxValue;

    public void StopAll()
    {
        for (var timer = 0; timer < Count; timer++)
        {
            _deadlines[timer] = long.MaxValue;
        }
    }

    /// <summary>Stops the timer if its time has come, and says whether it had.</summary>
    public bool TryExpire(SctpTimer timer, long now)
    {
        if (_deadlines[(int)timer] > now)
        {
            return false;
        }

        _deadlines[(int)timer] = long.MaxValue;
        return true;
    }
}
