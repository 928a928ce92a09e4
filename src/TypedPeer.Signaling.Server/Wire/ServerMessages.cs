namespace TypedPeer.Signaling.Server.Wire;

/// <summary>The messages that PeerServer has, as the server writes them. The caller holds each.</summary>
internal static class ServerMessages
{
    /// <summary>What PeerServer says to a client that it takes.</summary>
    public static readonly OutgoingMessage Open = OutgoingMessage.Constant("""{"type":"OPEN"}"""u8);

    /// <summary>What PeerServer says to one whose id another has.</summary>
    public static readonly OutgoingMessage IdTaken = OutgoingMessage.Constant("""{"type":"ID-TAKEN","payload":{"msg":"ID is taken"}}"""u8);

    /// <summary>Writes a message that is passed on: what its sender said, and who that is.</summary>
    public static OutgoingMessage Routed(string source, in ClientMessage message)
    {
        var builder = new MessageBuilder(source.Length + message.DestinationToken.Length + message.Payload.Length + 64);
        builder.Append("""{"type":"""u8);
        builder.Append(TypeOf(message.Type));
        builder.Append(""","src":"""u8);
        builder.AppendName(source);
        builder.Append(""","dst":"""u8);
        builder.Append(message.DestinationToken);
        if (!message.Payload.IsEmpty)
        {
            builder.Append(""","payload":"""u8);
            builder.Append(message.Payload);
        }

        builder.Append("}"u8);
        return builder.Build();
    }

    /// <summary>Writes that a peer did not come in time.</summary>
    public static OutgoingMessage Expire(string absent, string sender)
    {
        var builder = new MessageBuilder(absent.Length + sender.Length + 48);
        builder.Append("""{"type":"EXPIRE","src":"""u8);
        builder.AppendText(absent);
        builder.Append(""","dst":"""u8);
        builder.AppendName(sender);
        builder.Append("}"u8);
        return builder.Build();
    }

    /// <summary>Writes why the connection ends.</summary>
    /// <param name="text">PeerServer's words where it has some.</param>
    /// <param name="code">The code, for clients that asked for additions; null for others.</param>
    public static OutgoingMessage Error(string text, string? code)
    {
        var builder = new MessageBuilder(128);
        builder.Append("""{"type":"ERROR","payload":{"msg":"""u8);
        builder.AppendText(text);
        if (code is not null)
        {
            builder.Append(""","code":"""u8);
            builder.AppendName(code);
        }

        builder.Append("}}"u8);
        return builder.Build();
    }

    private static ReadOnlySpan<byte> TypeOf(MessageType type) => type switch
    {
        MessageType.Offer => "\"OFFER\""u8,
        MessageType.Answer => "\"ANSWER\""u8,
        MessageType.Candidate => "\"CANDIDATE\""u8,
        MessageType.Leave => "\"LEAVE\""u8,
        _ => "\"EXPIRE\""u8,
    };
}
