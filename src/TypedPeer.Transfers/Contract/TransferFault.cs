namespace TypedPeer.Transfers;

/// <summary>Travels as <see cref="PeerException.Detail"/> where a receiver refuses something.</summary>
/// <param name="Error">Why.</param>
[PeerTolerant]
public sealed record TransferFault(TransferError Error);
