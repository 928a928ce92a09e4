namespace TypedPeer.Signaling;

/// <summary>Why a network is over.</summary>
/// <param name="Error">The reason; <see cref="PeerNetworkError.Closed"/> where this side closed it.</param>
/// <param name="Message">One sentence for a developer.</param>
/// <param name="Exception">What it failed with; null where this side closed it.</param>
public sealed record PeerNetworkEnd(PeerNetworkError Error, string Message, PeerNetworkException? Exception = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Error}: {Message}";
}
