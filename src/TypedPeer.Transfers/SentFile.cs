namespace TypedPeer.Transfers;

/// <summary>A transfer that is there.</summary>
/// <param name="Name">The name that the receiver gave it.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Sha256">Their SHA-256, as lower-case hexadecimal; that of the receiver is the same.</param>
/// <param name="BytesSent">How many bytes were handed to sessions: less than the length where some were there before, more where some were lost with a session.</param>
/// <param name="Attempts">How many times it was offered.</param>
public sealed record SentFile(string Name, long Length, string Sha256, long BytesSent, int Attempts);
