namespace TypedPeer.DataChannels.Sctp.Congestion;

/// <summary>How fast data was delivered between the time a packet left and its acknowledgement.</summary>
internal readonly struct SctpRateSample
{
    private const long Second = 1_000_000;

    /// <summary>Gets whether the acknowledgement said anything about a packet that is remembered.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Gets the packet as it left.</summary>
    public SctpSentPacket Packet { get; init; }

    /// <summary>Gets how many bytes were delivered since the packet left.</summary>
    public long Delivered { get; init; }

    /// <summary>Gets how many bytes were lost since the packet left.</summary>
    public long Lost { get; init; }

    /// <summary>Gets over which time: the longer one of sending and of acknowledging, since either may be squeezed on its way.</summary>
    public long Interval { get; init; }

    /// <summary>Gets the rate in bytes a second; zero where the interval is shorter than the path, and so no measure of it.</summary>
    public long RateOver(long shortestInterval) => Interval < shortestInterval || Interval <= 0 ? 0 : Delivered * Second / Interval;
}
