namespace TypedPeer.Signaling.Server;

/// <summary>What became of a registration.</summary>
/// <param name="IsAccepted">False where another token has the id.</param>
/// <param name="Rooms">The rooms that the client was in before, wherever it was; it still is.</param>
/// <param name="Metadata">Its metadata as JSON; empty for none.</param>
public sealed record PeerRegistration(bool IsAccepted, IReadOnlyCollection<string> Rooms, ReadOnlyMemory<byte> Metadata)
{
    /// <summary>Gets the answer to one who comes with another token.</summary>
    public static PeerRegistration Taken { get; } = new(false, [], default);

    /// <summary>Gets the answer to one who was in no room.</summary>
    public static PeerRegistration Accepted { get; } = new(true, [], default);
}
