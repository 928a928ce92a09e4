using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>The reasons a channel closes for, worded once.</summary>
internal static class CloseReasons
{
    public static PeerChannelCloseReason LocalChannel { get; } = new(PeerChannelCloseKind.Local, "This side closed the data channel.");

    public static PeerChannelCloseReason RemoteChannel { get; } = new(PeerChannelCloseKind.Remote, "The peer closed the data channel.");

    public static PeerChannelCloseReason LocalConnection { get; } = new(PeerChannelCloseKind.Local, "This side closed the connection.");

    public static PeerChannelCloseReason LocalPort { get; } = new(PeerChannelCloseKind.Local, "This side closed the port that the connection shared with others.");

    public static PeerChannelCloseReason RemoteConnection { get; } = new(PeerChannelCloseKind.Remote, "The peer closed the connection.");

    public static PeerChannelCloseReason DataRefused { get; } = new(PeerChannelCloseKind.Remote, "The peer's description refuses data channels.");

    public static PeerChannelCloseReason Lost(string message) => new(PeerChannelCloseKind.ConnectionLost, message);

    public static PeerChannelCloseReason Failed(Exception exception) =>
        new(PeerChannelCloseKind.ConnectionLost, $"This side failed ({exception.GetType().Name}: {exception.Message})", exception);

    public static PeerChannelCloseReason Protocol(string message) => new(PeerChannelCloseKind.ProtocolError, message);
}
