using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Generators.Shapes;

/// <summary>The identifiers that both peers compute on their own.</summary>
internal static class Hashes
{
    /// <summary>The first 64 bits, little-endian, of SHA-256 over the UTF-8 form of <paramref name="text"/>.</summary>
    public static ulong Of(string text)
    {
        var hash = Sha256(text);
        ulong value = 0;
        for (var i = 7; i >= 0; i--)
        {
            value = (value << 8) | hash[i];
        }

        return value;
    }

    /// <summary>A short text that is the same for the same text only.</summary>
    public static string Digest(string text) => Convert.ToBase64String(Sha256(text));

    private static byte[] Sha256(string text)
    {
        using var sha = SHA256.Create();
        return sha.ComputeHash(Encoding.UTF8.GetBytes(text));
    }
}
