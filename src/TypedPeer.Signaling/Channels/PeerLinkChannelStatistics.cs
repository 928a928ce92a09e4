namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerLinkChannel"/> did so far, over all connections of its link.</summary>
public sealed record PeerLinkChannelStatistics
{
    /// <summary>Gets how often the channel was open: 1 more than it came back.</summary>
    public int TimesOpened { get; init; }

    /// <summary>Gets the messages handed to a connection. Those that had not left when it was lost, and wait again, are not counted.</summary>
    public long MessagesSent { get; init; }

    /// <summary>Gets the messages that came, those included that are not read yet.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Gets the messages among <see cref="MessagesSent"/> that the peer had not acknowledged when a connection was lost: each may have arrived, or not. They are not sent again.</summary>
    public long MessagesLost { get; init; }

    /// <summary>
    /// Gets the messages that were accepted and never sent: their <see cref="PeerLinkChannel.MaxPacketLifeTime"/> was over before there was a connection,
    /// they were larger than the peer takes, or they still waited when the channel ended.
    /// </summary>
    public long MessagesDropped { get; init; }

    /// <summary>Gets the messages that came and were dropped unread, which only channels do that give up messages: see <see cref="PeerLinkChannelOptions.MaxReceivedAmount"/>.</summary>
    public long MessagesUnread { get; init; }

    /// <summary>Gets the messages that wait for the connection.</summary>
    public int MessagesQueued { get; init; }

    /// <summary>Gets the bytes that have not left yet.</summary>
    public long BufferedAmount { get; init; }
}
