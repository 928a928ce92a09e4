using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Signaling.Server;

/// <summary>
/// A user name and a password for a TURN server that expire by themselves: the server shares a secret with who makes them and asks nobody
/// (coturn's <c>use-auth-secret</c>). The user name is <c>expiry:user</c>, the password the base64 of HMAC-SHA1 of it under the secret.
/// </summary>
public sealed class TurnCredentials
{
    /// <summary>USERNAME has fewer than 509 bytes (RFC 8489, section 14.3); this leaves room for the expiry before it.</summary>
    private const int MaxUserBytes = 480;

    private TurnCredentials(string username, string credential, DateTimeOffset expiresAt)
    {
        Username = username;
        Credential = credential;
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the user name: seconds since 1970 at which it expires, a colon, and whose it is.</summary>
    public string Username { get; }

    /// <summary>Gets the password.</summary>
    public string Credential { get; }

    /// <summary>Gets when the server refuses them, in whole seconds. Allocations made before live on until they are refreshed.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Makes credentials. Safe from any thread.</summary>
    /// <param name="sharedSecret">coturn's <c>static-auth-secret</c>.</param>
    /// <param name="user">Whose they are: what the TURN server logs and counts quotas by. At most 480 bytes of UTF-8, not empty.</param>
    /// <param name="lifetime">How long they are valid, at least a second.</param>
    /// <param name="timeProvider">The clock, by default the system's; it must agree with the TURN server's.</param>
    /// <exception cref="ArgumentException">The secret or the user is empty, or the user is too long.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is less than a second.</exception>
    public static TurnCredentials Create(string sharedSecret, string user, TimeSpan lifetime, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(sharedSecret);
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.FromSeconds(1));
        if (Encoding.UTF8.GetByteCount(user) > MaxUserBytes)
        {
            throw new ArgumentException($"The user of TURN credentials has at most {MaxUserBytes} bytes.", nameof(user));
        }

        var expiry = (timeProvider ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds() + (long)lifetime.TotalSeconds;
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiry}:{user}");
#pragma warning disable CA5350 // The algorithm is what TURN servers expect; SHA-1's collisions do not touch HMAC.
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(sharedSecret), Encoding.UTF8.GetBytes(username));
#pragma warning restore CA5350
        return new TurnCredentials(username, Convert.ToBase64String(hash), DateTimeOffset.FromUnixTimeSeconds(expiry));
    }

    /// <summary>Tells whose they are and until when; not the password, which belongs in no log.</summary>
    public override string ToString() => $"{nameof(TurnCredentials)} {{ {nameof(Username)} = {Username}, {nameof(ExpiresAt)} = {ExpiresAt:O} }}";
}
