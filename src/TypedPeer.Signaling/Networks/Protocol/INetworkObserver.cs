using System.Text.Json;

namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>Hears what <see cref="NetworkCore"/> wants done and what has happened. Called from inside the core's methods, in order.</summary>
internal interface INetworkObserver
{
    /// <summary>A connection to the server is to be made.</summary>
    void Connect();

    /// <summary>A text is to be sent over the connection.</summary>
    void Send(string text);

    /// <summary>The connection is to be closed; what happens to it is of no interest any more.</summary>
    void Disconnect();

    /// <summary>The state has changed.</summary>
    void OnState(PeerNetworkState state);

    /// <summary>A peer's envelope, or word that one could not be delivered.</summary>
    void OnEnvelope(Envelope envelope);

    /// <summary>A peer is in the room, newly or with other metadata.</summary>
    void OnPeer(string id, JsonElement? metadata, bool isNew);

    /// <summary>A peer has left the room.</summary>
    void OnPeerLeft(string id);

    /// <summary>A message of a peer's.</summary>
    void OnMessage(PeerNetworkMessage message);

    /// <summary>A request was answered, or was not.</summary>
    void OnAnswer(int request, JsonElement answer, PeerNetworkException? failure);

    /// <summary>The server tells its ICE servers: an array, as W3C's RTCIceServer has them.</summary>
    void OnIceServers(JsonElement servers);

    /// <summary>What the server sent was not used.</summary>
    void OnIgnored(FormatException reason);

    /// <summary>It is over.</summary>
    void OnEnded(PeerNetworkEnd end);
}
