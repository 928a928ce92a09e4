namespace TypedPeer.Signaling.Server;

/// <summary>One server of several, as its backplane tells it what comes from others. Methods may be called by any thread and return at once; none throws. Messages are lent for the call.</summary>
public interface IPeerServerInstance
{
    /// <summary>A message for a client that is registered here.</summary>
    /// <param name="source">Who sent it.</param>
    /// <param name="id">For whom.</param>
    /// <param name="message">The message.</param>
    void Deliver(string source, string id, ReadOnlyMemory<byte> message);

    /// <summary>A message for the members of a room that are registered here.</summary>
    /// <param name="room">The room.</param>
    /// <param name="except">Who is not to get it.</param>
    /// <param name="message">The message.</param>
    void DeliverToRoom(string room, string except, ReadOnlyMemory<byte> message);

    /// <summary>A client came to another server with the same token: the connection here ends, and nobody is told that it left.</summary>
    /// <param name="id">The client.</param>
    /// <param name="connection">The connection that was registered here.</param>
    void Evict(string id, string connection);

    /// <summary>A client that this server sent something has come.</summary>
    /// <param name="id">The client.</param>
    void OnArrived(string id);

    /// <summary>A client's registration ended by itself, since its server no longer renews it: this server tells the members.</summary>
    /// <param name="id">The client.</param>
    /// <param name="rooms">The rooms it was in.</param>
    void OnGone(string id, IReadOnlyCollection<string> rooms);

    /// <summary>What the store held is lost: this server registers its clients and their rooms again.</summary>
    void OnReset();

    /// <summary>Others can be reached, at the start or again after an outage: what they told meanwhile did not reach this server, which tells the members of its rooms who is there once all have had the time to register.</summary>
    void OnResumed();
}
