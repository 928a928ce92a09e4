using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>
/// Who is there, what waits for whom, and who is in which room: a state machine that is told what happens and when, and for one caller at a time. What it
/// has for clients it leaves in their connections, and names those by <see cref="TakeWoken"/> and <see cref="TakeEnded"/>. Times are in microseconds.
/// </summary>
internal sealed class SignalingCore
{
    private readonly Dictionary<string, Client> _clients = [];
    private readonly Dictionary<string, Client>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly ClientList _alive = new();
    private readonly ClientList _graced = new();
    private readonly AbsentQueues _absent;
    private readonly Deliveries _deliveries;
    private readonly RoomTable _rooms;
    private readonly Elsewhere _elsewhere;
    private readonly PeerServerLimits _limits;
    private readonly int _concurrentLimit;
    private readonly long _aliveTimeout;
    private readonly long _rejoinGrace;

    public SignalingCore(PeerServerOptions options)
    {
        _limits = options.Limits;
        _concurrentLimit = options.ConcurrentLimit;
        _aliveTimeout = Microseconds(options.AliveTimeout);
        _rejoinGrace = Microseconds(options.RejoinGrace);
        _byName = _clients.GetAlternateLookup<ReadOnlySpan<char>>();
        _absent = new(_limits.MaxQueuedBytesPerPeer, _limits.MaxQueuedBytes, Microseconds(options.ExpireTimeout));
        _deliveries = new(_limits.MaxOutgoingBytes, _limits.MaxTotalOutgoingBytes);
        _elsewhere = new(options.Backplane is not null);
        _rooms = new(_limits, _deliveries, _elsewhere);
    }

    /// <summary>Gets how many clients have an id.</summary>
    public int Clients => _clients.Count;

    /// <summary>Gets how many rooms there are.</summary>
    public int Rooms => _rooms.Count;

    /// <summary>Gets what waits for peers that are not there, in bytes.</summary>
    public long AbsentBytes => _absent.Bytes;

    /// <summary>Gets what waits to be read, in bytes.</summary>
    public long OutgoingBytes => _deliveries.TotalBytes;

    /// <summary>Gets the ids there are.</summary>
    public IReadOnlyCollection<string> Ids => _clients.Keys;

    /// <summary>Gets when <see cref="Advance"/> has something to do; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => Math.Min(_absent.NextDeadline, Math.Min(
        _alive.First is { } silent ? silent.Since + _aliveTimeout : long.MaxValue,
        _graced.First is { } lost ? lost.Since + _rejoinGrace : long.MaxValue));

    /// <summary>Says whether an id is a client's.</summary>
    public bool Has(ReadOnlySpan<char> id) => _byName.ContainsKey(id);

    /// <summary>A client wants in.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="token">The hash of its token.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="open">What it is told first; stays the caller's to let go.</param>
    /// <param name="now">The time.</param>
    /// <param name="name">What names the connection among several servers; null where there is one.</param>
    /// <param name="registration">What they agreed on.</param>
    public ConnectOutcome Connect(string id, in TokenHash token, ConnectionState connection, OutgoingMessage open, long now, string? name = null, PeerRegistration? registration = null)
    {
        if (registration is not null && _clients.TryGetValue(id, out var stale) && !stale.HasToken(token))
        {
            // The servers gave the id to another client: what is here was forgotten there.
            Evict(id, stale.Registration!, ConnectionEnd.Forgotten);
        }

        if (!_clients.TryGetValue(id, out var client))
        {
            if (_clients.Count >= _concurrentLimit)
            {
                return ConnectOutcome.Full;
            }

            client = new(id, token);
            _clients.Add(id, client);
            if (registration is not null)
            {
                _rooms.Restore(client, registration);
            }
        }
        else if (!client.HasToken(token))
        {
            return ConnectOutcome.IdTaken;
        }

        if (client.Connection is { } old)
        {
            old.Client = null;
            End(old, ConnectionEnd.TakenOver);
        }

        if (!connection.WantsAdditions)
        {
            _rooms.LeaveAll(client);
        }

        client.Registration = name;
        client.Connection = connection;
        connection.Client = client;
        _alive.MoveToEnd(client, now);
        _deliveries.Send(connection, open);
        if (_absent.Take(id) is { } queue)
        {
            foreach (var (_, message) in queue.Messages)
            {
                _deliveries.Send(connection, message);
            }

            queue.Clear();
        }

        return ConnectOutcome.Opened;
    }

    /// <summary>A message of a client has come: it is alive, and has sent as much more.</summary>
    /// <returns>False where its connection has ended or ends for it: the message is not for the core.</returns>
    public bool TryAccept(ConnectionState connection, int size, long now)
    {
        if (connection.Client is not { } client || connection.End is not ConnectionEnd.None)
        {
            return false;
        }

        if (!connection.Messages.TrySpend(1, _limits.MaxMessagesPerSecond, _limits.MessageBurst, now)
            || !connection.Bytes.TrySpend(size, _limits.MaxBytesPerSecond, _limits.BytesBurst, now))
        {
            End(connection, ConnectionEnd.TooMany);
            return false;
        }

        _alive.MoveToEnd(client, now);
        return true;
    }

    /// <summary>Passes a message on, after <see cref="TryAccept"/>.</summary>
    /// <param name="connection">Who sent it.</param>
    /// <param name="message">The message.</param>
    /// <param name="routed">The same as its receiver gets it; stays the caller's to let go. Null without a receiver.</param>
    /// <param name="now">The time.</param>
    /// <returns>False where the receiver is not here and may be elsewhere.</returns>
    public bool Route(ConnectionState connection, in ClientMessage message, OutgoingMessage? routed, long now)
    {
        if (routed is null)
        {
            if (message.Type is MessageType.Leave)
            {
                Leave(connection);
            }

            return true;
        }

        if (TryDeliver(message.Destination, routed))
        {
            return true;
        }

        if (_elsewhere.Exists)
        {
            return false;
        }

        if (message.Type is not MessageType.Leave and not MessageType.Expire)
        {
            Keep(connection.Client!.Id, message.Destination, routed, now);
        }

        return true;
    }

    /// <summary>Hands a message to a client that is here.</summary>
    public bool TryDeliver(ReadOnlySpan<char> id, OutgoingMessage message) =>
        _byName.TryGetValue(id, out var target) && target.Connection is { } there && _deliveries.Send(there, message);

    /// <summary>Keeps a message for a peer that is not there, or tells its sender that there is no room for it.</summary>
    public void Keep(string source, ReadOnlySpan<char> id, OutgoingMessage message, long now)
    {
        if (!TryDeliver(id, message) && !_absent.TryAdd(id, source, message, now))
        {
            TellExpired(id.ToString(), source);
        }
    }

    /// <summary>Hands a message that came from another server to a client, or keeps it.</summary>
    public void Deliver(string source, string id, OutgoingMessage message, long now)
    {
        // An addition is for those alone who asked for additions.
        var isAddition = message.Memory.Span.StartsWith("{\"type\":\"MESSAGE\""u8);
        if (!isAddition)
        {
            Keep(source, id, message, now);
        }
        else if (_clients.TryGetValue(id, out var client) && client.Connection is { WantsAdditions: true } connection)
        {
            _deliveries.Send(connection, message);
        }
    }

    /// <summary>Hands a message that came from another server to the members of a room that are here.</summary>
    public void DeliverToRoom(string room, string except, OutgoingMessage message) => _rooms.Deliver(room, except, message);

    /// <summary>A client is not at this server any more, as far as the servers know among themselves.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">What names its connection, which may be another by now.</param>
    /// <param name="end"><see cref="ConnectionEnd.TakenOver"/> where it has come to another server, and <see cref="ConnectionEnd.Forgotten"/> where only the registration is not its own.</param>
    public void Evict(string id, string name, ConnectionEnd end)
    {
        if (_clients.TryGetValue(id, out var client) && string.Equals(client.Registration, name, StringComparison.Ordinal))
        {
            var connection = client.Connection;
            _rooms.Forget(client);
            client.Registration = null;
            Remove(client);
            if (connection is not null)
            {
                connection.Client = null;
                End(connection, end);
            }
        }
    }

    /// <summary>A client of a server that died is gone.</summary>
    public void TellGone(string id, IReadOnlyCollection<string> rooms)
    {
        foreach (var room in rooms)
        {
            _rooms.TellGone(room, id);
        }
    }

    /// <summary>Takes what waits for a peer that has come to another server; the caller clears it.</summary>
    public AbsentQueue? TakeAbsent(string id) => _absent.Take(id);

    /// <summary>Says whether a client may join a room, as far as this server knows; see <see cref="RoomTable.CheckJoin"/>.</summary>
    public OutgoingMessage? CheckJoin(ConnectionState connection, in ClientRequest request, long now, out byte[] metadata) => _rooms.CheckJoin(connection, request, now, out metadata);

    /// <summary>Lets a client into a room that the servers agreed on.</summary>
    public void Enter(ConnectionState connection, long sequence, string room, byte[] metadata, PeerRoomEntry entry)
    {
        if (connection.Client is { } client)
        {
            Send(connection, _rooms.Enter(client, sequence, room, metadata, entry));
        }
    }

    /// <inheritdoc cref="RoomTable.GetRegistered"/>
    public IReadOnlyList<RoomMember> GetRoomMembers() => _rooms.GetRegistered();

    /// <inheritdoc cref="RoomTable.TryTellAll"/>
    public bool TryTellAll(RoomMember member, PeerRoomEntry entry) => _rooms.TryTellAll(member, entry);

    /// <summary>Says whether a client is in a room.</summary>
    public bool IsIn(string id, string room) => _clients.TryGetValue(id, out var client) && _rooms.IsIn(client, room);

    /// <summary>Says whether a client is here, and gives its metadata where it is in the room.</summary>
    public (bool IsHere, byte[]? Metadata) GetPresence(string id, string room) =>
        _clients.TryGetValue(id, out var client) ? (true, _rooms.IsIn(client, room) ? client.Metadata : null) : default;

    /// <summary>Gives all that other servers must know of the clients here.</summary>
    public IReadOnlyList<Client> GetClients() => [.. _clients.Values];

    /// <summary>Gives the connections of all clients.</summary>
    public IReadOnlyList<ConnectionState> GetConnections() => [.. _clients.Values.Select(static client => client.Connection).OfType<ConnectionState>()];

    /// <summary>Gets whether there is something that other servers are to learn of.</summary>
    public bool HasElsewhere => _elsewhere.HasWork;

    /// <summary>Takes the next of what other servers are to learn of.</summary>
    public bool TryTakeElsewhere(out ElsewhereWork work) => _elsewhere.TryTake(out work);

    /// <summary>Answers a request, after <see cref="TryAccept"/>.</summary>
    public void Request(ConnectionState connection, in ClientMessage message, in ClientRequest request, long now)
    {
        var answer = message.Type switch
        {
            MessageType.Join => _rooms.Join(connection, request, now),
            MessageType.LeaveRoom => _rooms.Leave(connection, request, now),
            MessageType.Metadata => _rooms.Change(connection, request, now),
            _ when request.Data.IsEmpty => RoomMessages.Refused(request.Sequence, ErrorCodes.InvalidMessage, "A message has data"),
            _ when message.HasDestination => SendTo(connection, message, request),
            _ => _rooms.Send(connection, request, now),
        };
        if (answer is not null)
        {
            Send(connection, answer);
        }
    }

    /// <summary>Tells a client something; the message is let go.</summary>
    public void Send(ConnectionState connection, OutgoingMessage message)
    {
        _deliveries.Send(connection, message);
        message.Release();
    }

    /// <summary>Ends a connection for what its client did.</summary>
    public void End(ConnectionState connection, ConnectionEnd end) => _deliveries.End(connection, end, ConnectionEnds.LastMessage(end, connection.WantsAdditions));

    /// <summary>Ends all connections, since the server stops.</summary>
    public void Close()
    {
        foreach (var client in _clients.Values)
        {
            if (client.Connection is { } connection)
            {
                End(connection, ConnectionEnd.Closing);
            }
        }
    }

    /// <summary>A connection is gone.</summary>
    public void Disconnect(ConnectionState connection, long now)
    {
        var wasLost = connection.End is ConnectionEnd.None;
        _deliveries.Forget(connection);
        if (wasLost)
        {
            connection.End = ConnectionEnd.Left;
        }

        if (connection.Client is not { } client)
        {
            return;
        }

        connection.Client = null;
        client.Connection = null;
        if (wasLost && _rejoinGrace > 0 && client.Memberships.Count > 0)
        {
            _graced.MoveToEnd(client, now);
        }
        else
        {
            Remove(client);
        }
    }

    /// <summary>Does what is due.</summary>
    public void Advance(long now)
    {
        while (_alive.First is { } silent && silent.Since + _aliveTimeout <= now)
        {
            var connection = silent.Connection!;
            connection.Client = null;
            Remove(silent);
            End(connection, ConnectionEnd.Silent);
        }

        while (_graced.First is { } lost && lost.Since + _rejoinGrace <= now)
        {
            Remove(lost);
        }

        while (_absent.TakeExpired(now) is { } queue)
        {
            Expire(queue);
        }
    }

    /// <inheritdoc cref="Deliveries.TryTake"/>
    public bool TryTake(ConnectionState connection, out OutgoingMessage? message) => _deliveries.TryTake(connection, out message);

    /// <inheritdoc cref="Deliveries.Sent"/>
    public void Sent(ConnectionState connection, OutgoingMessage message) => _deliveries.Sent(connection, message);

    /// <inheritdoc cref="Deliveries.TakeWoken"/>
    public ConnectionState? TakeWoken() => _deliveries.TakeWoken();

    /// <inheritdoc cref="Deliveries.TakeEnded"/>
    public ConnectionState? TakeEnded() => _deliveries.TakeEnded();

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private OutgoingMessage SendTo(ConnectionState connection, in ClientMessage message, in ClientRequest request)
    {
        if (!_byName.TryGetValue(message.Destination, out var target) || target.Connection is not { End: ConnectionEnd.None, WantsAdditions: true } there)
        {
            return RoomMessages.Refused(request.Sequence, ErrorCodes.PeerUnavailable, "No such peer is there");
        }

        var sent = RoomMessages.Direct(connection.Client!.Id, message.DestinationToken, request.Data);
        var isBusy = _deliveries.IsBusy(there, sent);
        if (!isBusy)
        {
            _deliveries.Send(there, sent);
        }

        sent.Release();
        return isBusy
            ? RoomMessages.Refused(request.Sequence, ErrorCodes.ReceiverBusy, "The peer does not keep up with what it is sent")
            : RoomMessages.Delivered(request.Sequence, 1);
    }

    private void Leave(ConnectionState connection)
    {
        var client = connection.Client!;
        connection.Client = null;
        Remove(client);
        End(connection, ConnectionEnd.Left);
    }

    private void Remove(Client client)
    {
        client.Connection = null;
        client.List?.Remove(client);
        _clients.Remove(client.Id);
        _rooms.LeaveAll(client);
        _elsewhere.Unregister(client.Id, client.Registration);
    }

    private void Expire(AbsentQueue queue)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (source, _) in queue.Messages)
        {
            if (told.Add(source))
            {
                TellExpired(queue.Id, source);
            }
        }

        queue.Clear();
    }

    private void TellExpired(string absent, string source)
    {
        var message = ServerMessages.Expire(absent, source);
        if (!TryDeliver(source, message) && !_clients.ContainsKey(source))
        {
            _elsewhere.Route(absent, source, message);
        }

        message.Release();
    }
}
