using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>The secrets of one handshake, derived with the SHA-256 PRF (RFC 5246 section 5, RFC 7627). Dispose zeroes them.</summary>
internal sealed class KeySchedule : IDisposable
{
    /// <summary>The length of the hello randoms.</summary>
    public const int RandomLength = 32;

    /// <summary>The length of verify_data in a Finished message.</summary>
    public const int VerifyDataLength = 12;

    private const int MasterSecretLength = 48;
    private const int KeyLength = 16;
    private const int ImplicitIvLength = 4;
    private const int HashLength = 32;

    private readonly byte[] _masterSecret = new byte[MasterSecretLength];

    /// <summary>Derives the extended master secret and zeroes <paramref name="premasterSecret"/>.</summary>
    public KeySchedule(byte[] premasterSecret, ReadOnlySpan<byte> sessionHash)
    {
        Prf(premasterSecret, "extended master secret"u8, sessionHash, _masterSecret);
        CryptographicOperations.ZeroMemory(premasterSecret);
    }

    /// <summary>Makes the ciphers of both directions (RFC 5288: 16-byte keys, 4-byte implicit nonces, no MAC keys).</summary>
    public (RecordCipher Client, RecordCipher Server) CreateCiphers(ReadOnlySpan<byte> clientRandom, ReadOnlySpan<byte> serverRandom)
    {
        Span<byte> seed = stackalloc byte[2 * RandomLength];
        serverRandom.CopyTo(seed);
        clientRandom.CopyTo(seed[RandomLength..]);
        Span<byte> block = stackalloc byte[2 * (KeyLength + ImplicitIvLength)];
        Prf(_masterSecret, "key expansion"u8, seed, block);
        try
        {
            var ivs = block[(2 * KeyLength)..];
            return (
                new RecordCipher(block[..KeyLength], ivs[..ImplicitIvLength]),
                new RecordCipher(block.Slice(KeyLength, KeyLength), ivs[ImplicitIvLength..]));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(block);
        }
    }

    /// <summary>Computes verify_data of the client's or the server's Finished.</summary>
    public void ComputeVerifyData(DtlsRole sender, ReadOnlySpan<byte> transcriptHash, Span<byte> verifyData) =>
        Prf(_masterSecret, sender == DtlsRole.Client ? "client finished"u8 : "server finished"u8, transcriptHash, verifyData[..VerifyDataLength]);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_masterSecret);

    /// <summary>P_SHA256 (RFC 5246 section 5): A(i) = HMAC(secret, A(i-1)), output = HMAC(secret, A(i) + label + seed) ...</summary>
    internal static void Prf(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> seed, Span<byte> output)
    {
        Span<byte> input = stackalloc byte[HashLength + label.Length + seed.Length];
        var labelAndSeed = input[HashLength..];
        label.CopyTo(labelAndSeed);
        seed.CopyTo(labelAndSeed[label.Length..]);

        var a = input[..HashLength];
        Span<byte> block = stackalloc byte[HashLength];
        HMACSHA256.HashData(secret, labelAndSeed, a);
        while (!output.IsEmpty)
        {
            HMACSHA256.HashData(secret, input, block);
            var count = Math.Min(output.Length, HashLength);
            block[..count].CopyTo(output);
            output = output[count..];
            HMACSHA256.HashData(secret, a, block);
            block.CopyTo(a);
        }

        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(block);
    }
}
