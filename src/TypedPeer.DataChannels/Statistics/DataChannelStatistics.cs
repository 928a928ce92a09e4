namespace TypedPeer.DataChannels;

/// <summary>What one data channel did so far (W3C <c>RTCDataChannelStats</c>).</summary>
public sealed record DataChannelStatistics
{
    /// <summary>Gets the channel's name.</summary>
    public required string Label { get; init; }

    /// <summary>Gets the name of the application's protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>Gets the stream id; null while it is not decided.</summary>
    public int? Id { get; init; }

    /// <summary>Gets the state of the protocol, which is ahead of the events.</summary>
    public DataChannelState State { get; init; }

    /// <summary>Gets the messages given to <c>Send</c>.</summary>
    public long MessagesSent { get; init; }

    /// <summary>Gets the application's bytes in them.</summary>
    public long BytesSent { get; init; }

    /// <summary>Gets the messages that came, those included that wait for a handler.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Gets the application's bytes in them.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Gets the bytes that have not left yet.</summary>
    public long BufferedAmount { get; init; }
}
