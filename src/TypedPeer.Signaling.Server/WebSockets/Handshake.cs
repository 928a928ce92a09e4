using System.Buffers.Text;
using System.Security.Cryptography;

namespace TypedPeer.Signaling.Server.WebSockets;

/// <summary>How a WebSocket begins over HTTP (RFC 6455, section 4.2).</summary>
internal static class Handshake
{
    /// <summary>The version there is.</summary>
    public const string Version = "13";

    /// <summary>How long a key is, and what proves that it was read, in characters.</summary>
    public const int KeyLength = 24, ProofLength = 28;

    private const int DecodedKeyLength = 16;

    /// <summary>Says whether a key is one: sixteen bytes in base64.</summary>
    public static bool IsKey(ReadOnlySpan<byte> key) => key.Length == KeyLength && Base64.IsValid(key, out var decoded) && decoded == DecodedKeyLength;

    /// <summary>Writes what proves that a key was read.</summary>
    /// <param name="key">The key, of <see cref="KeyLength"/>.</param>
    /// <param name="proof">Where it goes, of <see cref="ProofLength"/>.</param>
    public static void Prove(ReadOnlySpan<byte> key, Span<byte> proof)
    {
        var salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;
        Span<byte> salted = stackalloc byte[KeyLength + salt.Length];
        key.CopyTo(salted);
        salt.CopyTo(salted[KeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6455 wants SHA-1, and nothing secret is in it.
        SHA1.HashData(salted, hash);
#pragma warning restore CA5350
        Base64.EncodeToUtf8(hash, proof, out _, out _);
    }
}
