using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Links;

/// <summary>Asks for another path where the one in use falls silent, while a signaling channel can carry the exchange. Both sides may: offers that cross are sorted out.</summary>
internal static class PathRestarts
{
    /// <summary>Follows a connection for as long as it lives.</summary>
    public static void Follow(PeerConnection connection) => connection.IceConnectionStateChanged += state =>
    {
        if (state == IceConnectionState.Disconnected && connection.SignalingState != SignalingState.Closed)
        {
            connection.RestartIce();
        }
    };
}
