namespace TypedPeer.Signaling;

/// <summary>Every limit and default of a <see cref="PeerLinkChannel"/>, each with its reason.</summary>
public sealed record PeerLinkChannelOptions
{
    /// <summary>
    /// Gets how many bytes of messages may be accepted that have not left for the network yet, those that wait for the connection to come back
    /// included; at least 1. 1 MiB: more than a fast path has under way, and little enough for a program with a hundred links. A message that
    /// finds none waiting here is accepted whatever its size.
    /// </summary>
    public long MaxBufferedAmount { get; init; } = 1024 * 1024;

    /// <summary>Gets how many messages may wait here, those that were handed to the connection not counted; at least 1. 256: small messages cost more than their bytes.</summary>
    public int MaxQueuedMessages { get; init; } = 256;

    /// <summary>
    /// Gets how many bytes of messages may wait here to be read, each counted with 64 bytes more; at least 1. 1 MiB, a quarter of
    /// <see cref="DataChannels.PeerConnectionOptions.ReceiveWindow"/>: what comes after that waits there, where it keeps the peer from sending more, on
    /// this and in time on every channel of the connection. A channel that gives up messages anyway drops its oldest instead.
    /// </summary>
    public long MaxReceivedAmount { get; init; } = 1024 * 1024;

    /// <summary>
    /// Gets how long the application may read nothing of a reliable channel whose <see cref="MaxReceivedAmount"/> is reached before the channel is closed; up to 1 day. 30 s:
    /// meanwhile the receive window of the connection fills up, and then calls and other channels wait, too.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets how many channels the peer may have open at once, where these are a link's <see cref="PeerLink.IncomingChannelOptions"/>; further ones are closed at once. 64: each may
    /// hold <see cref="MaxReceivedAmount"/> and one message more, once the application has taken it.
    /// </summary>
    public int MaxIncomingChannels { get; init; } = 64;

    /// <summary>
    /// Gets how long a channel that the peer opened waits, on a new connection, for the peer to open it again; up to 1 day. 15 s, as long as an
    /// attempt to connect may take: it is the first that the peer does, and a peer that has closed the channel meanwhile never does.
    /// </summary>
    public TimeSpan ReopenTimeout { get; init; } = TimeSpan.FromSeconds(15);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBufferedAmount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedMessages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReceivedAmount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxIncomingChannels);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StallTimeout, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReopenTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReopenTimeout, TimeSpan.FromDays(1));
    }
}
