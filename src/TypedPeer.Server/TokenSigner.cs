using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Server;

/// <summary>
/// Tokens that say by themselves whose they are and until when: <c>EXPIRY.SIGNATURE</c>, seconds since 1970 and the base64url of HMAC-SHA256 of <c>EXPIRY:ID</c> under the secret,
/// so that an application makes them in three lines of any language and the server keeps nothing.
/// </summary>
internal sealed class TokenSigner(string secret, TimeProvider timeProvider)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>Makes the token of an id.</summary>
    public string Sign(string id, TimeSpan lifetime)
    {
        var expiry = timeProvider.GetUtcNow().ToUnixTimeSeconds() + (long)lifetime.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{expiry}.{Signature(expiry, id)}");
    }

    /// <summary>Whether a token is this id's and has not expired.</summary>
    public bool IsValid(string id, string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(token.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var expiry)
            && expiry > timeProvider.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token[(dot + 1)..]), Encoding.UTF8.GetBytes(Signature(expiry, id)));
    }

    private string Signature(long expiry, string id) => Convert.ToBase64String(
        HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{expiry}:{id}")))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
