using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>
/// Which exceptions the platform's parsers of keys, certificates and signatures throw at hostile bytes. The set differs
/// between OpenSSL, CNG and Apple's library, so it is named once.
/// </summary>
internal static class PlatformErrors
{
    /// <summary>Says whether <paramref name="error"/> means "these bytes are bad" rather than a broken machine.</summary>
    public static bool IsParseFailure(Exception error) =>
        error is CryptographicException or ArgumentException or FormatException or OverflowException or NotSupportedException or InvalidOperationException;
}
