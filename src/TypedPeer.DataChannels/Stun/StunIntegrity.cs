using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Stun;

/// <summary>The hashes of MESSAGE-INTEGRITY and MESSAGE-INTEGRITY-SHA256. HMAC-SHA1 is what ICE prescribes (RFC 8445, section 7.1); SHA-1's collisions do not touch it.</summary>
internal static class StunIntegrity
{
    /// <summary>Hashes a message prefix whose header's length already counts the attribute; <paramref name="hash"/> takes 20 bytes.</summary>
    public static void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> hash)
    {
#pragma warning disable CA5350 // The algorithm is on the wire.
        HMACSHA1.HashData(key, message, hash);
#pragma warning restore CA5350
    }

    /// <summary>The same with SHA-256 (RFC 8489, section 14.6); <paramref name="hash"/> takes 32 bytes.</summary>
    public static void ComputeSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> hash) => HMACSHA256.HashData(key, message, hash);
}
