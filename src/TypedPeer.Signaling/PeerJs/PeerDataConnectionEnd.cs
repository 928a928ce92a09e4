namespace TypedPeer.Signaling;

/// <summary>Why a <see cref="PeerDataConnection"/> is over.</summary>
/// <param name="Error">What it failed with; null where one of the sides closed it.</param>
/// <param name="Message">One sentence for a developer.</param>
/// <param name="IsLocal">Whether this side closed it.</param>
public sealed record PeerDataConnectionEnd(PeerDataConnectionException? Error, string Message, bool IsLocal)
{
    /// <inheritdoc/>
    public override string ToString() => Error is null ? Message : $"{Error.Error}: {Message}";
}
