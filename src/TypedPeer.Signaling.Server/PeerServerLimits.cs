namespace TypedPeer.Signaling.Server;

/// <summary>Limits on everything a client can send or make the server hold, each with its reason. Sizes are in bytes. Read once, when the server starts.</summary>
public sealed class PeerServerLimits
{
    /// <summary>
    /// Gets or sets the largest message a client may send, 256 to 1,048,576. Default 65,536: a description is 1 to 10 KiB, and one with hundreds of candidates
    /// below 64. A larger one ends the client's connection with 1009.
    /// </summary>
    public int MaxMessageBytes { get; set; } = 65_536;

    /// <summary>Gets or sets how deep the JSON of a message may nest, 8 to 256. Default 64: what peers say is below 10, and a deep one costs a parser's stack or state.</summary>
    public int MaxJsonDepth { get; set; } = 64;

    /// <summary>
    /// Gets or sets how many messages a second a client may send in the long run, at least 1. Default 100: one that connects to a peer a second sends some 25. Above it, and with
    /// <see cref="MessageBurst"/> used up, it is cut off.
    /// </summary>
    public int MaxMessagesPerSecond { get; set; } = 100;

    /// <summary>Gets or sets how many messages a client may send at once, at least 1. Default 1,000: connecting to 40 peers of a room at once takes that many, candidates included.</summary>
    public int MessageBurst { get; set; } = 1_000;

    /// <summary>Gets or sets how many bytes a second a client may send in the long run. Default 262,144: 100 messages of the usual size; the largest ones are for now and then.</summary>
    public int MaxBytesPerSecond { get; set; } = 262_144;

    /// <summary>Gets or sets how many bytes a client may send at once. Default 4 MiB: offers to 40 peers of a room, at 100 KiB with all that follows.</summary>
    public int BytesBurst { get; set; } = 4 * 1_048_576;

    /// <summary>
    /// Gets or sets how many bytes a second a client may have the server send to the members of its rooms, counting at least 256 for each receiver. Default 8 MiB:
    /// without it a client in a large room would have the server send a thousand times what it sends itself. Above it, and with four seconds' worth used up, requests are refused with <c>too-many</c>.
    /// </summary>
    public int MaxRoomBytesPerSecond { get; set; } = 8 * 1_048_576;

    /// <summary>Gets or sets how many rooms a client may be in, at least 1. Default 32: people are in a handful, and each is an entry in a table for every client.</summary>
    public int MaxRoomsPerClient { get; set; } = 32;

    /// <summary>
    /// Gets or sets how many clients may be in one room, at least 1. Default 1,000: each member is told of each, so work grows with the square, and a mesh of more than a hundred does not work anyway.
    /// </summary>
    public int MaxClientsPerRoom { get; set; } = 1_000;

    /// <summary>Gets or sets the largest metadata of a client, as JSON. Default 4,096: a name, a picture's address, some state; it is kept for as long as the client is there, and sent to all in its rooms.</summary>
    public int MaxMetadataBytes { get; set; } = 4_096;

    /// <summary>
    /// Gets or sets how much metadata the members of one room may have together. Default 262,144: whoever joins gets all of it in one message, which must fit into <see cref="MaxOutgoingBytes"/>.
    /// </summary>
    public int MaxMetadataBytesPerRoom { get; set; } = 262_144;

    /// <summary>Gets or sets how much may wait for one peer that is not there. Default 262,144: offers and candidates of some 40 others. What is more comes back as expired at once.</summary>
    public int MaxQueuedBytesPerPeer { get; set; } = 262_144;

    /// <summary>Gets or sets how much may wait for absent peers in all. Default 64 MiB: at 10,000 clients 6 KiB for each, which is an offer with its candidates.</summary>
    public long MaxQueuedBytes { get; set; } = 64 * 1_048_576;

    /// <summary>
    /// Gets or sets how much may wait to be read by one client. Default 1 MiB: the list of a full room is below 0.4. A client that lets more pile up is a slow reader and is cut off; above half of it
    /// what others would send it by request is refused with <c>receiver-busy</c>.
    /// </summary>
    public int MaxOutgoingBytes { get; set; } = 1_048_576;

    /// <summary>
    /// Gets or sets how much may wait to be read by all clients together. Default 256 MiB: many slow readers below their own limit would hold gigabytes. Above it each may have only a sixteenth of <see cref="MaxOutgoingBytes"/>.
    /// </summary>
    public long MaxTotalOutgoingBytes { get; set; } = 256 * 1_048_576;

    internal void Validate()
    {
        InRange(MaxMessageBytes, 256, 1_048_576, nameof(MaxMessageBytes));
        InRange(MaxJsonDepth, 8, 256, nameof(MaxJsonDepth));
        InRange(MaxMessagesPerSecond, 1, int.MaxValue, nameof(MaxMessagesPerSecond));
        InRange(MessageBurst, 1, int.MaxValue, nameof(MessageBurst));
        InRange(MaxBytesPerSecond, 1, int.MaxValue, nameof(MaxBytesPerSecond));
        InRange(BytesBurst, MaxMessageBytes, int.MaxValue, nameof(BytesBurst));
        InRange(MaxRoomBytesPerSecond, MaxMessageBytes, int.MaxValue, nameof(MaxRoomBytesPerSecond));
        InRange(MaxRoomsPerClient, 1, 65_536, nameof(MaxRoomsPerClient));
        InRange(MaxClientsPerRoom, 1, 1_000_000, nameof(MaxClientsPerRoom));
        InRange(MaxMetadataBytes, 0, MaxMessageBytes, nameof(MaxMetadataBytes));
        InRange(MaxMetadataBytesPerRoom, MaxMetadataBytes, int.MaxValue, nameof(MaxMetadataBytesPerRoom));
        InRange(MaxQueuedBytesPerPeer, 0, int.MaxValue, nameof(MaxQueuedBytesPerPeer));
        InRange(MaxQueuedBytes, 0, long.MaxValue, nameof(MaxQueuedBytes));
        InRange(MaxOutgoingBytes, 2L * MaxMessageBytes, int.MaxValue, nameof(MaxOutgoingBytes));
        InRange(MaxTotalOutgoingBytes, MaxOutgoingBytes, long.MaxValue, nameof(MaxTotalOutgoingBytes));
    }

    private static void InRange(long value, long least, long most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
        }
    }
}
