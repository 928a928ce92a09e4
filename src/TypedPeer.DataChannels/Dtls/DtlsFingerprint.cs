using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Dtls;

/// <summary>The hash of a certificate's DER bytes, as SDP's <c>a=fingerprint</c> carries it (RFC 8122 section 5).</summary>
internal sealed class DtlsFingerprint : IEquatable<DtlsFingerprint>
{
    /// <summary>The longest text worth parsing: sha-512 in pairs with colons, and the name.</summary>
    private const int MaxTextLength = 256;

    private readonly byte[] _value;

    private DtlsFingerprint(string algorithm, byte[] value)
    {
        Algorithm = algorithm;
        _value = value;
    }

    /// <summary>Gets the hash function in lower case, such as <c>sha-256</c>; one that is not supported is kept as it was spelt.</summary>
    public string Algorithm { get; }

    /// <summary>Gets the hash.</summary>
    public ReadOnlySpan<byte> Value => _value;

    /// <summary>Gets how good the hash function is: 0 for one that proves nothing (md5, sha-1, unknown ones).</summary>
    public int Strength => StrengthOf(Algorithm);

    /// <summary>Hashes a certificate.</summary>
    /// <exception cref="ArgumentException">The hash function is not sha-256, sha-384 or sha-512.</exception>
    public static DtlsFingerprint Compute(ReadOnlySpan<byte> certificateDer, string algorithm = "sha-256")
    {
        var value = algorithm switch
        {
            "sha-256" => SHA256.HashData(certificateDer),
            "sha-384" => SHA384.HashData(certificateDer),
            "sha-512" => SHA512.HashData(certificateDer),
            _ => throw new ArgumentException($"'{algorithm}' is not a hash function certificates are pinned by.", nameof(algorithm)),
        };
        return new DtlsFingerprint(algorithm, value);
    }

    /// <summary>Reads the value of an <c>a=fingerprint</c> line: a name, spaces, hexadecimal pairs joined by colons.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out DtlsFingerprint? fingerprint)
    {
        fingerprint = null;
        text = text.Trim(' ');
        var space = text.IndexOf(' ');
        if (space <= 0 || text.Length > MaxTextLength)
        {
            return false;
        }

        var algorithm = text[..space].ToString().ToLowerInvariant();
        var hex = text[space..].TrimStart(' ');
        if (hex.Length % 3 != 2)
        {
            return false;
        }

        var value = new byte[(hex.Length + 1) / 3];
        for (var i = 0; i < value.Length; i++)
        {
            var pair = hex[(i * 3)..];
            var separated = pair.Length == 2 || pair[2] == ':';
            if (!separated || !char.IsAsciiHexDigit(pair[0]) || !char.IsAsciiHexDigit(pair[1]))
            {
                return false;
            }

            value[i] = (byte)((Digit(pair[0]) << 4) | Digit(pair[1]));
        }

        if (LengthOf(algorithm) is { } expected && expected != value.Length)
        {
            return false;
        }

        fingerprint = new DtlsFingerprint(algorithm, value);
        return true;
    }

    /// <summary>Gets the hash as SDP spells it, without the name of the function.</summary>
    public string ToHexPairs() => HexText.WritePairs(_value);

    /// <summary>Gets the value of an <c>a=fingerprint</c> line.</summary>
    public override string ToString() => $"{Algorithm} {ToHexPairs()}";

    /// <inheritdoc/>
    public bool Equals(DtlsFingerprint? other) =>
        other is not null && string.Equals(Algorithm, other.Algorithm, StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DtlsFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_value);
        return hash.ToHashCode();
    }

    private static int StrengthOf(string algorithm) => algorithm switch
    {
        "sha-512" => 3,
        "sha-384" => 2,
        "sha-256" => 1,
        _ => 0,
    };

    private static int? LengthOf(string algorithm) => algorithm switch
    {
        "sha-512" => 64,
        "sha-384" => 48,
        "sha-256" => 32,
        "sha-1" => 20,
        "md5" => 16,
        _ => null,
    };

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
