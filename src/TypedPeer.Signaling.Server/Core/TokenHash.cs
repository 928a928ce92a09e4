using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>SHA-256 of a client's token: what is compared, and all that is kept of it.</summary>
[InlineArray(Size)]
internal struct TokenHash
{
    public const int Size = 32;

    private byte _first;

    /// <summary>Hashes a token.</summary>
    public static TokenHash Of(string token)
    {
        var hash = default(TokenHash);
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return hash;
    }

    /// <summary>Compares in a time that does not tell where they differ.</summary>
    public static bool AreEqual(in TokenHash left, in TokenHash right) => CryptographicOperations.FixedTimeEquals(left, right);
}
