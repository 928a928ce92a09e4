using TypedPeer.DataChannels;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling;

/// <summary>Connects by a signaling channel where channels are wanted and no session.</summary>
public static class PeerConnectionSignaling
{
    /// <summary>
    /// Connects to the peer at the other end of a signaling channel, instead of <see cref="PeerConnection.SetLocalDescriptionAsync"/> and all that follows; both sides
    /// call it. A side that has made a channel offers, both may; candidates are sent as they are found, and offers that cross are
    /// sorted out. It completes when the connection is up, and goes on as long as that lives: an ICE restart, or the candidates of another network, go the same way.
    /// </summary>
    /// <remarks>
    /// A message that is no JSON object, a description that does not fit, or more messages than any exchange needs end the attempt; unknown messages are ignored. Once the
    /// connection is up they end the exchange alone, which is told to <see cref="PeerConnectionOptions.HandlerException"/>. A description with another certificate than
    /// the peer's is of one that was started anew: it closes the connection.
    /// </remarks>
    /// <param name="connection">A fresh connection.</param>
    /// <param name="signaling">The way to the peer; used until the connection is closed.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <exception cref="PeerConnectException">
    /// It was not up within <see cref="PeerConnectionOptions.ConnectTimeout"/>, or cannot come up: <see cref="PeerConnectException.Failure"/> says how far it came. The connection is closed.
    /// </exception>
    /// <exception cref="InvalidOperationException">The connection has begun already or is closed.</exception>
    public static Task ConnectAsync(this PeerConnection connection, SignalingChannel signaling, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(signaling);
        return ConnectAttempt.RunAsync(connection, signaling, new ConnectClock(connection.GetConfiguration()), cancellationToken);
    }
}
