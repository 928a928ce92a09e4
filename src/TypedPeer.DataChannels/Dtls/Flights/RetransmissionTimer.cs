namespace TypedPeer.DataChannels.Dtls.Flights;

/// <summary>When a flight without an answer is sent again: twice as late every time (RFC 6347 section 4.2.4.1).</summary>
internal sealed class RetransmissionTimer(DtlsOptions options)
{
    private long _timeout = options.InitialTimeout;
    private long _lastSent = long.MinValue;
    private int _triggered;

    /// <summary>Gets when the flight is due again; <see cref="long.MaxValue"/> while none waits for an answer.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>A new flight begins: patience starts over.</summary>
    public void Reset()
    {
        _timeout = options.InitialTimeout;
        _triggered = 0;
        _lastSent = long.MinValue;
        Deadline = long.MaxValue;
    }

    /// <summary>No answer is owed any more.</summary>
    public void Stop() => Deadline = long.MaxValue;

    /// <summary>The flight's last byte was written.</summary>
    public void FlightWritten(long now, bool expectsAnswer)
    {
        _lastSent = now;
        Deadline = expectsAnswer ? now + _timeout : long.MaxValue;
    }

    /// <summary>The deadline passed: the flight is sent again, and the next wait is longer.</summary>
    public void Expired()
    {
        _timeout = Math.Min(_timeout * 2, options.MaxTimeout);
        Deadline = long.MaxValue;
    }

    /// <summary>
    /// The peer repeats its flight, so ours was lost: says whether to repeat it. Not sooner than a timeout after the last
    /// time, and not for ever: copies of one packet must not make us send many.
    /// </summary>
    public bool TryTrigger(long now)
    {
        if (_lastSent == long.MinValue || now - _lastSent < options.InitialTimeout || _triggered >= options.MaxTriggeredRetransmissions)
        {
            return false;
        }

        _triggered++;
        return true;
    }
}
