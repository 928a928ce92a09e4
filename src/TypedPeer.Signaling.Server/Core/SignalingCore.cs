using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>
/// Who is there, what waits for whom, and who is in which room: a state machine that is told what happens and when, and for one caller at a time. What it
/// has for clients it leaves in their connections, and names those by <see cref="TakeWoken"/>. Times are in microseconds.
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
        _rooms = new(_limits, _deliveries);
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
    public bool Has(string id) => _clients.ContainsKey(id);

    /// <summary>A client wants in.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="token">The hash of its token.</param>
    /// <param name="connection">Its connection.</param>
    /// <param name="open">What it is told first; stays the caller's to let go.</param>
    /// <param name="now">The time.</param>
    public ConnectOutcome Connect(string id, in TokenHash token, ConnectionState connection, OutgoingMessage open, long now)
    {
        if (!_clients.TryGetValue(id, out var client))
        {
            if (_clients.Count >= _concurrentLimit)
            {
                return ConnectOutcome.Full;
            }

            client = new(id, token);
            _clients.Add(id, client);
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
    public void Route(ConnectionState connection, in ClientMessage message, OutgoingMessage? routed, long now)
    {
        if (routed is null)
        {
            if (message.Type is MessageType.Leave)
            {
                Leave(connection);
            }

            return;
        }

        if (_byName.TryGetValue(message.Destination, out var target) && target.Connection is { } there && _deliveries.Send(there, routed))
        {
            return;
        }

        if (message.Type is MessageType.Leave or MessageType.Expire)
        {
            return;
        }

        var source = connection.Client!.Id;
        if (!_absent.TryAdd(message.Destination, source, routed, now))
        {
            Send(connection, ServerMessages.Expire(message.Destination.ToString(), source));
        }
    }

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
        Send(connection, answer);
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
    }

    private void Expire(AbsentQueue queue)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (source, _) in queue.Messages)
        {
            if (told.Add(source) && _clients.TryGetValue(source, out var sender) && sender.Connection is { } connection)
            {
                Send(connection, ServerMessages.Expire(queue.Id, source));
            }
        }

        queue.Clear();
    }
}
