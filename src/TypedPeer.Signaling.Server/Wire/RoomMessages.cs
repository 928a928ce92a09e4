namespace TypedPeer.Signaling.Server.Wire;

/// <summary>The additions to PeerServer's messages, for clients that asked for them. The caller holds each.</summary>
internal static class RoomMessages
{
    /// <summary>Writes OPEN.</summary>
    public static OutgoingMessage Open(string id, TimeSpan heartbeat, int maxMessage, PeerIceServers? iceServers)
    {
        var builder = new MessageBuilder(256);
        builder.Append("""{"type":"OPEN","payload":{"typedpeer":1,"id":"""u8);
        builder.AppendName(id);
        builder.Append(""","heartbeat":"""u8);
        builder.AppendNumber(Math.Max(1, (long)heartbeat.TotalSeconds));
        builder.Append(""","maxMessage":"""u8);
        builder.AppendNumber(maxMessage);
        AppendIceServers(ref builder, iceServers);
        builder.Append("}}"u8);
        return builder.Build();
    }

    /// <summary>Writes the answer to a request that has nothing more to say.</summary>
    public static OutgoingMessage Done(long sequence) => Close(BeginDone(sequence, 48));

    /// <summary>Writes the answer to a message: how many got it.</summary>
    public static OutgoingMessage Delivered(long sequence, int receivers)
    {
        var builder = BeginDone(sequence, 64);
        builder.Append(""","delivered":"""u8);
        builder.AppendNumber(receivers);
        return Close(builder);
    }

    /// <summary>Writes the answer to a question for ICE servers.</summary>
    public static OutgoingMessage IceServers(long sequence, PeerIceServers? iceServers)
    {
        var builder = BeginDone(sequence, 256);
        AppendIceServers(ref builder, iceServers ?? new([]));
        return Close(builder);
    }

    /// <summary>Begins the answer to JOIN, to which <see cref="AppendMember"/> adds and which <see cref="EndJoined"/> ends.</summary>
    public static MessageBuilder BeginJoined(long sequence, string room, int capacity)
    {
        var builder = BeginDone(sequence, capacity);
        builder.Append(""","room":"""u8);
        builder.AppendName(room);
        builder.Append(""","peers":["""u8);
        return builder;
    }

    /// <summary>Begins the list of all in a room, to which <see cref="AppendMember"/> adds and which <see cref="EndJoined"/> ends.</summary>
    public static MessageBuilder BeginPeers(string room, int capacity)
    {
        var builder = new MessageBuilder(capacity);
        builder.Append("""{"type":"PEERS","payload":{"room":"""u8);
        builder.AppendName(room);
        builder.Append(""","peers":["""u8);
        return builder;
    }

    /// <summary>Says whether a message tells of one that came, changed or went.</summary>
    public static bool IsPresence(OutgoingMessage message) => message.Memory.Span.StartsWith("""{"type":"PEER-"""u8);

    /// <summary>Adds another member.</summary>
    public static void AppendMember(ref MessageBuilder builder, bool isFirst, string id, ReadOnlySpan<byte> metadata)
    {
        builder.Append(isFirst ? """{"id":"""u8 : """,{"id":"""u8);
        builder.AppendName(id);
        AppendMetadata(ref builder, metadata);
        builder.Append("}"u8);
    }

    /// <summary>Ends the answer to JOIN.</summary>
    public static OutgoingMessage EndJoined(MessageBuilder builder)
    {
        builder.Append("]"u8);
        return Close(builder);
    }

    /// <summary>Writes that a request is refused.</summary>
    public static OutgoingMessage Refused(long sequence, string code, string text)
    {
        var builder = new MessageBuilder(128 + text.Length);
        builder.Append("""{"type":"REFUSED","payload":{"seq":"""u8);
        builder.AppendNumber(sequence);
        builder.Append(""","code":"""u8);
        builder.AppendName(code);
        builder.Append(""","msg":"""u8);
        builder.AppendText(text);
        return Close(builder);
    }

    /// <summary>Writes that a client has come into a room.</summary>
    public static OutgoingMessage PeerJoined(string room, string id, ReadOnlySpan<byte> metadata) => Presence("""{"type":"PEER-JOINED","payload":{"room":"""u8, room, id, metadata);

    /// <summary>Writes that a client has gone from a room.</summary>
    public static OutgoingMessage PeerLeft(string room, string id) => Presence("""{"type":"PEER-LEFT","payload":{"room":"""u8, room, id, default);

    /// <summary>Writes that the metadata of a client in a room is another.</summary>
    public static OutgoingMessage PeerChanged(string room, string id, ReadOnlySpan<byte> metadata) => Presence("""{"type":"PEER-CHANGED","payload":{"room":"""u8, room, id, metadata);

    /// <summary>Writes a message to one client.</summary>
    public static OutgoingMessage Direct(string source, ReadOnlySpan<byte> destinationToken, ReadOnlySpan<byte> data)
    {
        var builder = new MessageBuilder(data.Length + destinationToken.Length + source.Length + 64);
        builder.Append("""{"type":"MESSAGE","src":"""u8);
        builder.AppendName(source);
        builder.Append(""","dst":"""u8);
        builder.Append(destinationToken);
        builder.Append(""","payload":{"data":"""u8);
        builder.Append(data);
        return Close(builder);
    }

    /// <summary>Writes a message to the members of a room. It names no receiver: it is the same for all.</summary>
    public static OutgoingMessage ToRoom(string source, string room, ReadOnlySpan<byte> data)
    {
        var builder = new MessageBuilder(data.Length + room.Length + source.Length + 64);
        builder.Append("""{"type":"MESSAGE","src":"""u8);
        builder.AppendName(source);
        builder.Append(""","payload":{"room":"""u8);
        builder.AppendName(room);
        builder.Append(""","data":"""u8);
        builder.Append(data);
        return Close(builder);
    }

    private static OutgoingMessage Presence(ReadOnlySpan<byte> start, string room, string id, ReadOnlySpan<byte> metadata)
    {
        var builder = new MessageBuilder(start.Length + room.Length + id.Length + metadata.Length + 32);
        builder.Append(start);
        builder.AppendName(room);
        builder.Append(""","id":"""u8);
        builder.AppendName(id);
        AppendMetadata(ref builder, metadata);
        return Close(builder);
    }

    private static MessageBuilder BeginDone(long sequence, int capacity)
    {
        var builder = new MessageBuilder(capacity);
        builder.Append("""{"type":"DONE","payload":{"seq":"""u8);
        builder.AppendNumber(sequence);
        return builder;
    }

    private static OutgoingMessage Close(MessageBuilder builder)
    {
        builder.Append("}}"u8);
        return builder.Build();
    }

    private static void AppendMetadata(ref MessageBuilder builder, ReadOnlySpan<byte> metadata)
    {
        if (!metadata.IsEmpty)
        {
            builder.Append(""","metadata":"""u8);
            builder.Append(metadata);
        }
    }

    private static void AppendIceServers(ref MessageBuilder builder, PeerIceServers? iceServers)
    {
        if (iceServers is null)
        {
            return;
        }

        builder.Append(""","iceServers":["""u8);
        for (var i = 0; i < iceServers.Servers.Count; i++)
        {
            builder.Append(i == 0 ? "{"u8 : ",{"u8);
            AppendServer(ref builder, iceServers.Servers[i]);
            builder.Append("}"u8);
        }

        builder.Append("]"u8);
        if (iceServers.ExpireIn is { } expireIn)
        {
            builder.Append(""","iceServersExpireIn":"""u8);
            builder.AppendNumber(Math.Max(1, (long)expireIn.TotalSeconds));
        }
    }

    private static void AppendServer(ref MessageBuilder builder, PeerIceServer server)
    {
        builder.Append("\"urls\":["u8);
        for (var i = 0; i < server.Urls.Count; i++)
        {
            if (i > 0)
            {
                builder.Append(","u8);
            }

            builder.AppendText(server.Urls[i]);
        }

        builder.Append("]"u8);
        AppendIfAny(ref builder, ""","username":"""u8, server.Username);
        AppendIfAny(ref builder, ""","credential":"""u8, server.Credential);
    }

    private static void AppendIfAny(ref MessageBuilder builder, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            builder.Append(name);
            builder.AppendText(value);
        }
    }
}
