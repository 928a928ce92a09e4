namespace TypedPeer.Transfers;

/// <summary>A transfer that is there, whole, with the hash of what was sent.</summary>
/// <param name="Request">What was offered.</param>
/// <param name="Path">The file; null for one that went into a stream.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Sha256">Their SHA-256, as lower-case hexadecimal.</param>
public sealed record ReceivedFile(TransferRequest Request, string? Path, long Length, string Sha256);
