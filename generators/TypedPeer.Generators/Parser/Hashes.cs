using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Generators.Parser;

/// <summary>The identifiers that both peers compute on their own.</summary>
internal static class Hashes
{
    /// <summary>The first 64 bits, little-endian, of SHA-256 over the UTF-8 form of <paramref name="text"/>.</summary>
    public static ulong Of(string text)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
        ulong value = 0;
        for (var i = 7; i >= 0; i--)
        {
            value = (value << 8) | hash[i];
        }

        return value;
    }
}
