namespace TypedPeer.Signaling.Server;

/// <summary>
/// What makes several servers one: who is registered where, who is in which room, and messages from one to another. Without one, the default, a server is alone, and nothing of this costs anything.
/// <para>
/// Each server is an <see cref="IPeerServerInstance"/>. It answers for its own clients alone: their sockets, their limits, the grace after a loss, what waits for absent peers (at the sender's server), and telling its own members
/// of a room. The backplane holds what all must agree on, for each id one registration: server, connection, hash of the token, rooms, metadata.
/// </para>
/// <para>
/// <b>Order of a client's life:</b> <see cref="RegisterAsync"/> (again for each connection; the last wins, and the server that had it is told <see cref="IPeerServerInstance.Evict"/>), <see cref="JoinAsync"/> and <see cref="LeaveAsync"/>,
/// <see cref="ChangeMetadataAsync"/>, <see cref="RenewAsync"/> for all together, <see cref="UnregisterAsync"/>. A registration that is not renewed for <see cref="PeerServerOptions.AliveTimeout"/> ends by itself, rooms included: some server that
/// lives is then told <see cref="IPeerServerInstance.OnGone"/>, once, and tells the members. So a server that was killed leaves nobody behind.
/// </para>
/// <para>
/// <b>Failures:</b> every method may throw when the store cannot be reached. The server then refuses new clients (HTTP 503), takes receivers elsewhere for absent, and goes on with its own. When the store is back without what it held, the
/// backplane calls <see cref="IPeerServerInstance.OnReset"/>: the server registers its clients again. Methods are called by many threads at once; what concerns one client comes in order.
/// Messages are opaque, at most some 70 KiB, and lent for the call.
/// </para>
/// </summary>
public interface IPeerServerBackplane
{
    /// <summary>Begins to serve an instance. Called once, before all else.</summary>
    /// <param name="instance">Whom to tell what comes.</param>
    /// <param name="options">The server's options: key, times and limits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask StartAsync(IPeerServerInstance instance, PeerServerOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Registers a client at this server, atomically: where the id is free, or has the same hash of the token, which takes it over with its rooms and metadata. Whoever asked to be told of the id by <see cref="RouteAsync"/> is told that it has arrived.
    /// </summary>
    /// <param name="id">The client's id.</param>
    /// <param name="connection">What names this connection, unique for ever.</param>
    /// <param name="tokenHash">SHA-256 of the token. Compare it in constant time, or in a place that no client can time.</param>
    ValueTask<PeerRegistration> RegisterAsync(string id, string connection, ReadOnlyMemory<byte> tokenHash);

    /// <summary>Ends a registration and takes the id out of all its rooms, without telling anybody; nothing where the connection is no longer the registered one.</summary>
    ValueTask UnregisterAsync(string id, string connection);

    /// <summary>Keeps registrations alive; called for all clients of this server every third of <see cref="PeerServerOptions.AliveTimeout"/>.</summary>
    /// <param name="clients">Ids and connections.</param>
    /// <returns>The ids whose registration is no longer this one: their clients are elsewhere by now.</returns>
    ValueTask<IReadOnlyCollection<string>> RenewAsync(IReadOnlyCollection<KeyValuePair<string, string>> clients);

    /// <summary>
    /// Hands a message to the server where a client is registered. Where it is nowhere: remembers for <see cref="PeerServerOptions.ExpireTimeout"/>, atomically with the look-up, that this server wants to be told
    /// (<see cref="IPeerServerInstance.OnArrived"/>) when it comes.
    /// </summary>
    /// <param name="source">Who sent it.</param>
    /// <param name="id">For whom.</param>
    /// <param name="message">The message as its receiver gets it.</param>
    /// <returns>False where nobody has the id.</returns>
    ValueTask<bool> RouteAsync(string source, string id, ReadOnlyMemory<byte> message);

    /// <summary>Puts a registered client into a room, atomically within the room's limits, and gives its metadata from now on.</summary>
    /// <param name="id">The client.</param>
    /// <param name="room">The room.</param>
    /// <param name="metadata">Its metadata as JSON; empty for none.</param>
    /// <returns>Whether it is in, and who else, on all servers. One that joins at the same time may be in the list, and PEER-JOINED come of it as well: clients take it as the same.</returns>
    ValueTask<PeerRoomEntry> JoinAsync(string id, string room, ReadOnlyMemory<byte> metadata);

    /// <summary>Takes a client out of a room.</summary>
    ValueTask LeaveAsync(string id, string room);

    /// <summary>Gives a client other metadata.</summary>
    ValueTask ChangeMetadataAsync(string id, ReadOnlyMemory<byte> metadata);

    /// <summary>Hands a message to every <b>other</b> server that has a member of a room.</summary>
    /// <param name="room">The room.</param>
    /// <param name="except">Who is not to get it.</param>
    /// <param name="message">The message.</param>
    /// <returns>How many members other servers have.</returns>
    ValueTask<int> PublishAsync(string room, string except, ReadOnlyMemory<byte> message);

    /// <summary>Gives the ids of all registered clients, for discovery.</summary>
    ValueTask<IReadOnlyCollection<string>> GetIdsAsync();
}
