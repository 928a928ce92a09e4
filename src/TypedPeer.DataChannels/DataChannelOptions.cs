namespace TypedPeer.DataChannels;

/// <summary>How a data channel delivers its messages (W3C <c>RTCDataChannelInit</c>, RFC 8831 and 8832).</summary>
public sealed record DataChannelOptions
{
    /// <summary>Gets whether messages arrive in the order in which they were sent. Default: true.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>
    /// Gets how often a message may be sent again before it is given up, 0 to 65535; null for a reliable channel. Excludes
    /// <see cref="MaxPacketLifeTime"/>.
    /// </summary>
    public int? MaxRetransmits { get; init; }

    /// <summary>
    /// Gets how long a message may be sent and sent again before it is given up, 0 to 65535 ms; null for a reliable channel.
    /// Excludes <see cref="MaxRetransmits"/>.
    /// </summary>
    public TimeSpan? MaxPacketLifeTime { get; init; }

    /// <summary>
    /// Gets the name of the application's protocol on the channel, at most 65535 bytes as UTF-8. A surrogate without its other half becomes
    /// U+FFFD. Default: empty.
    /// </summary>
    public string Protocol { get; init; } = string.Empty;

    /// <summary>
    /// Gets whether both sides create the channel by themselves with the same <see cref="Id"/>, which saves announcing it. Default: false.
    /// </summary>
    public bool Negotiated { get; init; }

    /// <summary>
    /// Gets the stream id, 0 to 65534: required when <see cref="Negotiated"/>, ignored otherwise, as W3C says. The connection has four streams
    /// for each of <see cref="PeerConnectionOptions.MaxDataChannels"/>; a channel with a higher id has to be made before it comes up.
    /// </summary>
    public int? Id { get; init; }

    /// <summary>Gets how urgent the channel's messages are beside those of other channels.</summary>
    public DataChannelPriority Priority { get; init; } = DataChannelPriority.Low;

    internal bool IsReliable => MaxRetransmits is null && MaxPacketLifeTime is null;

    /// <summary>Checks the ranges and the combinations W3C forbids.</summary>
    /// <exception cref="ArgumentException">A value is out of range or two exclude each other.</exception>
    internal void Validate()
    {
        if (MaxRetransmits is not null && MaxPacketLifeTime is not null)
        {
            throw new ArgumentException($"{nameof(MaxRetransmits)} and {nameof(MaxPacketLifeTime)} exclude each other.");
        }

        if (MaxRetransmits is < 0 or > ushort.MaxValue)
        {
            throw new ArgumentException($"{nameof(MaxRetransmits)} is not between 0 and 65535.");
        }

        if (MaxPacketLifeTime is { } lifeTime && (lifeTime < TimeSpan.Zero || lifeTime.TotalMilliseconds > ushort.MaxValue))
        {
            throw new ArgumentException($"{nameof(MaxPacketLifeTime)} is not between 0 and 65535 ms.");
        }

        if (Id is < 0 or > ushort.MaxValue)
        {
            throw new ArgumentException($"{nameof(Id)} is not between 0 and 65534.");
        }

        if (Negotiated && Id is null or ushort.MaxValue)
        {
            throw new ArgumentException($"A negotiated channel needs its {nameof(Id)}, between 0 and 65534.");
        }

        if (Protocol is null)
        {
            throw new ArgumentException($"{nameof(Protocol)} is null.");
        }

        if (Priority is not (DataChannelPriority.VeryLow or DataChannelPriority.Low or DataChannelPriority.Medium or DataChannelPriority.High))
        {
            throw new ArgumentException($"{nameof(Priority)} is none of {nameof(DataChannelPriority)}.");
        }
    }
}
