namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>The largest value of two spans of time, the present and the one before.</summary>
internal struct BbrMaxFilter
{
    private long _present;
    private long _previous;

    public readonly long Value => Math.Max(_present, _previous);

    public void Add(long value) => _present = Math.Max(_present, value);

    /// <summary>The next span begins.</summary>
    public void Advance()
    {
        _previous = _present;
        _present = 0;
    }
}
