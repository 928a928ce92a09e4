using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>
/// SHA-256 over every handshake message as if it had come in one piece (RFC 6347 section 4.2.6), the hello exchange that carried the
/// cookie excepted.
/// </summary>
internal sealed class TranscriptHash : IDisposable
{
    /// <summary>The length of the hash.</summary>
    public const int Length = 32;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds one message with its twelve-byte header.</summary>
    public void Append(ReadOnlySpan<byte> message) => _hash.AppendData(message);

    /// <summary>Writes the hash so far.</summary>
    public void GetCurrent(Span<byte> destination) => _hash.GetCurrentHash(destination);

    /// <summary>Forgets everything: the cookie exchange is not part of the transcript.</summary>
    public void Reset()
    {
        Span<byte> discarded = stackalloc byte[Length];
        _hash.GetHashAndReset(discarded);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
