using TypedPeer.Channels;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>The reasons a channel closes for, worded once.</summary>
internal static class CloseReasons
{
    public static PeerChannelCloseReason LocalChannel { get; } = new(PeerChannelCloseKind.Local, "This side closed the data channel.");

    public static PeerChannelCloseReason RemoteChannel { get; } = new(PeerChannelCloseKind.Remote, "The peer closed the data channel.");

    public static PeerChannelCloseReason LocalConnection { get; } = new(PeerChannelCloseKind.Local, "This side closed the connection.");

    public static PeerChannelCloseReason RemoteConnection { get; } = new(PeerChannelCloseKind.Remote, "The peer closed the connection.");

    public static PeerChannelCloseReason Lost(string message) => new(PeerChannelCloseKind.ConnectionLost, message);

    public static PeerChannelCloseReason NoPath(IceFailure failure, string? localTrouble) => Lost(failure switch
    {
        IceFailure.NoSocket => $"No path to the peer: this side has no socket to send from. {localTrouble}".TrimEnd(),
        IceFailure.NoCandidate => "No path to the peer: it says that it has no address, and has sent nothing.",
        IceFailure.NoPair => "No path to the peer: none of its addresses can be reached from any of this side's.",
        IceFailure.NoAnswer => "No path to the peer: not one check was answered.",
        _ => "No path to the peer: it has not answered for so long that consent to send expired.",
    });

    public static PeerChannelCloseReason Failed(Exception exception) =>
        new(PeerChannelCloseKind.ConnectionLost, $"This side failed ({exception.GetType().Name}: {exception.Message})", exception);

    public static PeerChannelCloseReason Protocol(string message) => new(PeerChannelCloseKind.ProtocolError, message);
}
