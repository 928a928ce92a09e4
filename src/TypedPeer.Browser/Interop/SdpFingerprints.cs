using System.Runtime.Versioning;
using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>The fingerprints of certificates in descriptions (RFC 8122).</summary>
[SupportedOSPlatform("browser")]
internal static class SdpFingerprints
{
    private const string Algorithm = "sha-256";
    private const string Name = "a=fingerprint:";

    /// <summary>Reads the one by SHA-256; null where there is none.</summary>
    public static PeerIdentity? Read(string? sdp)
    {
        foreach (var line in sdp.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Name, StringComparison.Ordinal) && line[Name.Length..].Trim().ToString().Split(' ', 2) is [var algorithm, var value]
                && algorithm.Equals(Algorithm, StringComparison.OrdinalIgnoreCase))
            {
                return new PeerIdentity(Algorithm, value.Trim().ToUpperInvariant());
            }
        }

        return null;
    }

    /// <summary>Computes it of a certificate.</summary>
    public static PeerIdentity Of(ReadOnlySpan<byte> certificate) =>
        new(Algorithm, string.Join(':', SHA256.HashData(certificate).Select(static value => value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))));

    /// <summary>
    /// Refuses a description of the peer's that names no certificate, or not the expected one, or another than the one it has proved to have: a browser would begin a new
    /// DTLS association (RFC 8842, section 3) beneath channels that go on, and their owners would hear from somebody else in the middle.
    /// </summary>
    /// <exception cref="ArgumentException">It does.</exception>
    public static void Check(SessionDescription description, string? expected, PeerIdentity? proved)
    {
        if (description.Type == SdpType.Rollback)
        {
            return;
        }

        var identity = Read(description.Sdp) ?? throw new ArgumentException("The description has no sha-256 fingerprint of a certificate.", nameof(description));
        if (expected is not null && !IsSame(expected, identity))
        {
            const string Message = "The peer's description has another fingerprint than the expected one.";
            throw new ArgumentException(Message, nameof(description), PageErrors.NotThePeer(Message));
        }

        if (proved is not null && !IsSame(proved.ToString(), identity))
        {
            const string Message = "The remote description names another certificate than the one this connection began with.";
            throw new ArgumentException(Message, nameof(description), PageErrors.NotThePeer(Message));
        }
    }

    public static bool IsSame(string expected, PeerIdentity? identity) => string.Equals(expected, identity?.ToString(), StringComparison.OrdinalIgnoreCase);
}
