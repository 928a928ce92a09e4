namespace TypedPeer.Signaling.Server;

/// <summary>What became of a client that joins a room.</summary>
/// <param name="IsAccepted">False where the room is full, by <see cref="PeerServerLimits.MaxClientsPerRoom"/> or <see cref="PeerServerLimits.MaxMetadataBytesPerRoom"/>.</param>
/// <param name="WasMember">Whether it was in the room before.</param>
/// <param name="Others">The others in the room, each with its metadata as JSON, empty for none.</param>
public sealed record PeerRoomEntry(bool IsAccepted, bool WasMember, IReadOnlyCollection<KeyValuePair<string, ReadOnlyMemory<byte>>> Others)
{
    /// <summary>Gets the answer where the room is full.</summary>
    public static PeerRoomEntry Full { get; } = new(false, false, []);
}
