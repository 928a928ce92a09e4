namespace TypedPeer.Transfers;

/// <summary>What is there of a transfer.</summary>
/// <param name="Offset">How many bytes; the next one is wanted first.</param>
/// <param name="Sha256">The SHA-256 of those: a sender whose own begin otherwise begins anew, at 0.</param>
/// <param name="CompletedAs">The name under which it is there whole; null where it is not.</param>
[PeerTolerant]
public sealed record TransferReply(long Offset, ReadOnlyMemory<byte> Sha256, string? CompletedAs);
