using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>The rooms, and the requests about them. Each method gives the answer, which the caller lets go.</summary>
internal sealed class RoomTable(PeerServerLimits limits, Deliveries deliveries, Elsewhere elsewhere)
{
    /// <summary>What it costs at least to send one member something, in bytes: the work is not the bytes alone.</summary>
    private const int LeastCost = 256;

    private readonly Dictionary<string, Room> _rooms = [];

    /// <summary>Gets how many there are.</summary>
    public int Count => _rooms.Count;

    /// <summary>Lets a client into a room, or tells a member who else is there.</summary>
    public OutgoingMessage Join(ConnectionState connection, in ClientRequest request, long now) =>
        CheckJoin(connection, request, now, out var metadata) ?? Enter(connection.Client!, request.Sequence, request.Room!, metadata, null);

    /// <summary>Says whether a client may join a room, as far as this server knows.</summary>
    /// <returns>Why not; null where it may.</returns>
    public OutgoingMessage? CheckJoin(ConnectionState connection, in ClientRequest request, long now, out byte[] newMetadata)
    {
        newMetadata = [];
        var client = connection.Client!;
        if (string.IsNullOrEmpty(request.Room))
        {
            return RoomMessages.Refused(request.Sequence, ErrorCodes.InvalidRoom, "A room has a name of 1 to 64 letters, digits, spaces and _ - . : / @");
        }

        var metadata = request.Metadata.IsEmpty ? client.Metadata : Normalize(request.Metadata);
        var room = _rooms.GetValueOrDefault(request.Room);
        var isMember = room is not null && client.In(room) is not null;
        if (Refusal(client, room, isMember, metadata) is var (code, text))
        {
            return RoomMessages.Refused(request.Sequence, code, text);
        }

        var changes = !metadata.SequenceEqual(client.Metadata);
        var members = room?.Members.Count ?? 0;
        var cost = ((long)members * LeastCost) + (room?.MetadataBytes ?? 0) + (isMember ? 0 : (long)members * metadata.Length);
        if (!TrySpend(connection, cost + (changes ? Cost(client, metadata.Length) : 0), now))
        {
            return TooMany(request.Sequence);
        }

        newMetadata = changes ? metadata.ToArray() : client.Metadata;
        return null;
    }

    /// <summary>Lets a client into a room after <see cref="CheckJoin"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="sequence">Its number for the request.</param>
    /// <param name="name">The room.</param>
    /// <param name="metadata">Its metadata from now on.</param>
    /// <param name="entry">What the servers agreed on; null where there is one.</param>
    public OutgoingMessage Enter(Client client, long sequence, string name, byte[] metadata, PeerRoomEntry? entry)
    {
        if (entry?.IsAccepted is false)
        {
            return RoomMessages.Refused(sequence, ErrorCodes.RoomFull, "The room is full");
        }

        if (!metadata.AsSpan().SequenceEqual(client.Metadata))
        {
            SetMetadata(client, metadata);
        }

        if (!_rooms.TryGetValue(name, out var room))
        {
            room = _rooms[name] = new(name);
        }

        if (client.In(room) is null)
        {
            room.Add(client);
            if (entry?.WasMember is not true)
            {
                Broadcast(room, client.Id, RoomMessages.PeerJoined(name, client.Id, client.Metadata));
            }
        }

        return entry is null ? Joined(sequence, room, client) : Joined(sequence, name, entry);
    }

    /// <summary>Notes the rooms that a client was in at another server, of which nobody is told.</summary>
    public void Restore(Client client, PeerRegistration registration)
    {
        client.Metadata = registration.Metadata.ToArray();
        foreach (var name in registration.Rooms)
        {
            if (!_rooms.TryGetValue(name, out var room))
            {
                room = _rooms[name] = new(name);
            }

            room.Add(client);
        }
    }

    /// <summary>Forgets the rooms of a client that is at another server by now, of which nobody is told.</summary>
    public void Forget(Client client)
    {
        while (client.Memberships is [.., var membership])
        {
            Remove(membership);
        }
    }

    /// <summary>Sends a message to the members of a room that are here.</summary>
    public void Deliver(string name, string except, OutgoingMessage message)
    {
        if (_rooms.TryGetValue(name, out var room))
        {
            SendToMembers(room, except, message);
        }
    }

    /// <summary>Tells the members of a room, wherever they are, that a client of a server that died is gone.</summary>
    public void TellGone(string name, string id)
    {
        var message = RoomMessages.PeerLeft(name, id);
        elsewhere.Publish(name, id, message);
        Deliver(name, id, message);
        message.Release();
    }

    /// <summary>Gives for each room a member that is registered here, and how often its members have been told of changes.</summary>
    public IReadOnlyList<RoomMember> GetRegistered() =>
        [.. _rooms.Values.Select(static room => (room, member: room.Members.FirstOrDefault(static membership => membership.Client.Registration is not null)?.Client))
            .Where(static found => found.member is not null)
            .Select(static found => new RoomMember(found.room.Name, found.room.Changes, found.member!.Id, found.member.Metadata))];

    /// <summary>Says whether a client is in a room.</summary>
    public bool IsIn(Client client, string name) => _rooms.TryGetValue(name, out var room) && client.In(room) is not null;

    /// <summary>Tells the members of a room that are here who is in it, as the servers agree.</summary>
    /// <returns>False where they have been told of a change since <paramref name="member"/> was given, which the list may lack.</returns>
    public bool TryTellAll(RoomMember member, PeerRoomEntry entry)
    {
        if (!_rooms.TryGetValue(member.Room, out var room))
        {
            return true;
        }

        if (room.Changes != member.Changes)
        {
            return false;
        }

        var builder = RoomMessages.BeginPeers(room.Name, 96 + (entry.Others.Count * 64));
        RoomMessages.AppendMember(ref builder, true, member.Id, member.Metadata);
        foreach (var (id, metadata) in entry.Others)
        {
            RoomMessages.AppendMember(ref builder, false, id, metadata.Span);
        }

        var message = RoomMessages.EndJoined(builder);
        SendToMembers(room, string.Empty, message);
        message.Release();
        return true;
    }

    /// <summary>Lets a client go from a room.</summary>
    public OutgoingMessage Leave(ConnectionState connection, in ClientRequest request, long now)
    {
        var client = connection.Client!;
        if (MembershipOf(client, request.Room) is not { } membership)
        {
            return NotInRoom(request.Sequence);
        }

        if (!TrySpend(connection, (long)membership.Room.Members.Count * LeastCost, now))
        {
            return TooMany(request.Sequence);
        }

        Leave(membership);
        return RoomMessages.Done(request.Sequence);
    }

    /// <summary>Gives a client other metadata, and tells the members of its rooms.</summary>
    public OutgoingMessage Change(ConnectionState connection, in ClientRequest request, long now)
    {
        var client = connection.Client!;
        var metadata = Normalize(request.Metadata);
        if (Refusal(client, null, true, metadata) is var (code, text))
        {
            return RoomMessages.Refused(request.Sequence, code, text);
        }

        if (!metadata.SequenceEqual(client.Metadata))
        {
            if (!TrySpend(connection, Cost(client, metadata.Length), now))
            {
                return TooMany(request.Sequence);
            }

            SetMetadata(client, metadata.ToArray());
        }

        return RoomMessages.Done(request.Sequence);
    }

    /// <summary>Sends a client's message to the others in one of its rooms.</summary>
    /// <returns>The answer; null where other servers are asked first.</returns>
    public OutgoingMessage? Send(ConnectionState connection, in ClientRequest request, long now)
    {
        var client = connection.Client!;
        if (MembershipOf(client, request.Room)?.Room is not { } room)
        {
            return NotInRoom(request.Sequence);
        }

        if (!TrySpend(connection, (long)room.Members.Count * Math.Max(LeastCost, request.Data.Length), now))
        {
            return TooMany(request.Sequence);
        }

        var message = RoomMessages.ToRoom(client.Id, room.Name, request.Data);
        var reached = SendToMembers(room, client.Id, message);
        elsewhere.Publish(room.Name, client.Id, message, connection, request.Sequence, reached);
        message.Release();
        return elsewhere.Exists ? null : RoomMessages.Delivered(request.Sequence, reached);
    }

    /// <summary>Lets a client go from all its rooms.</summary>
    public void LeaveAll(Client client)
    {
        while (client.Memberships is [.., var membership])
        {
            Leave(membership);
        }
    }

    private static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> metadata) => metadata.SequenceEqual("null"u8) ? default : metadata;

    private static OutgoingMessage NotInRoom(long sequence) => RoomMessages.Refused(sequence, ErrorCodes.NotInRoom, "The client is not in that room");

    private static OutgoingMessage TooMany(long sequence) => RoomMessages.Refused(sequence, ErrorCodes.TooMany, "Too much for the members of rooms in a short time");

    private static long Cost(Client client, int size)
    {
        long members = 0;
        foreach (var membership in client.Memberships)
        {
            members += membership.Room.Members.Count;
        }

        return members * (LeastCost + size);
    }

    private static OutgoingMessage Joined(long sequence, Room room, Client client)
    {
        var builder = RoomMessages.BeginJoined(sequence, room.Name, 96 + (room.Members.Count * 40) + room.MetadataBytes);
        var isFirst = true;
        foreach (var membership in room.Members)
        {
            if (!ReferenceEquals(membership.Client, client))
            {
                RoomMessages.AppendMember(ref builder, isFirst, membership.Client.Id, membership.Client.Metadata);
                isFirst = false;
            }
        }

        return RoomMessages.EndJoined(builder);
    }

    private static OutgoingMessage Joined(long sequence, string room, PeerRoomEntry entry)
    {
        var builder = RoomMessages.BeginJoined(sequence, room, 96 + (entry.Others.Count * 64));
        var isFirst = true;
        foreach (var (id, metadata) in entry.Others)
        {
            RoomMessages.AppendMember(ref builder, isFirst, id, metadata.Span);
            isFirst = false;
        }

        return RoomMessages.EndJoined(builder);
    }

    /// <summary>Says why a client may not join a room, or have metadata; null where it may.</summary>
    private (string Code, string Text)? Refusal(Client client, Room? room, bool isMember, ReadOnlySpan<byte> metadata)
    {
        if (metadata.Length > limits.MaxMetadataBytes)
        {
            return (ErrorCodes.TooLarge, "The metadata is too large");
        }

        if (!isMember && client.Memberships.Count >= limits.MaxRoomsPerClient)
        {
            return (ErrorCodes.TooManyRooms, "The client is in as many rooms as it may be");
        }

        if (!isMember && room is not null && (room.Members.Count >= limits.MaxClientsPerRoom || room.MetadataBytes + metadata.Length > limits.MaxMetadataBytesPerRoom))
        {
            return (ErrorCodes.RoomFull, "The room is full");
        }

        foreach (var membership in client.Memberships)
        {
            if (membership.Room.MetadataBytes - client.Metadata.Length + metadata.Length > limits.MaxMetadataBytesPerRoom)
            {
                return (ErrorCodes.TooLarge, "The metadata is too large for a room with as many");
            }
        }

        return null;
    }

    private Membership? MembershipOf(Client client, string? room) => !string.IsNullOrEmpty(room) && _rooms.TryGetValue(room, out var found) ? client.In(found) : null;

    private bool TrySpend(ConnectionState connection, long cost, long now) =>
        connection.RoomBytes.TrySpend(cost, limits.MaxRoomBytesPerSecond, 4.0 * limits.MaxRoomBytesPerSecond, now);

    private void SetMetadata(Client client, byte[] metadata)
    {
        foreach (var membership in client.Memberships)
        {
            var room = membership.Room;
            room.MetadataBytes += metadata.Length - client.Metadata.Length;
            Broadcast(room, client.Id, RoomMessages.PeerChanged(room.Name, client.Id, metadata));
        }

        client.Metadata = metadata;
        elsewhere.ChangeMetadata(client.Id, metadata);
    }

    private void Leave(Membership membership)
    {
        var room = membership.Room;
        Remove(membership);
        Broadcast(room, membership.Client.Id, RoomMessages.PeerLeft(room.Name, membership.Client.Id));
        elsewhere.Leave(membership.Client.Id, room.Name);
    }

    private void Remove(Membership membership)
    {
        var room = membership.Room;
        room.Remove(membership);
        if (room.Members.Count == 0)
        {
            _rooms.Remove(room.Name);
        }
    }

    /// <summary>Sends a message, which is let go, to all in a room but one, wherever they are.</summary>
    private void Broadcast(Room room, string except, OutgoingMessage message)
    {
        SendToMembers(room, except, message);
        elsewhere.Publish(room.Name, except, message);
        message.Release();
    }

    /// <summary>Sends a message to all in a room that are here but one, and counts those it reached.</summary>
    private int SendToMembers(Room room, string except, OutgoingMessage message)
    {
        var reached = 0;
        room.Changes += RoomMessages.IsPresence(message) ? 1 : 0;
        foreach (var membership in room.Members)
        {
            if (!string.Equals(membership.Client.Id, except, StringComparison.Ordinal) && membership.Client.Connection is { } connection && deliveries.Send(connection, message))
            {
                reached++;
            }
        }

        return reached;
    }
}
