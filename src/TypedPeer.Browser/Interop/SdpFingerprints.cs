using System.Runtime.Versioning;
using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Descriptions;

namespace TypedPeer.Browser.Interop;

/// <summary>The fingerprints of certificates in descriptions (RFC 8122).</summary>
[SupportedOSPlatform("browser")]
internal static class SdpFingerprints
{
    private const string Algorithm = "sha-256";

    /// <summary>Reads the one by SHA-256; null where there is none, or another beside it.</summary>
    public static PeerIdentity? Read(string? sdp) => DescribedIdentity.Read(sdp) is { Algorithm: Algorithm } identity ? identity : null;

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

        // A peer may have a fingerprint by each of several hash functions where nothing depends on who it is.
        var identity = Read(description.Sdp);
        if (identity is null && (expected is not null || proved is not null || !description.Sdp.Contains("a=fingerprint:", StringComparison.Ordinal)))
        {
            throw new ArgumentException("The description does not name one certificate by its sha-256 fingerprint.", nameof(description));
        }

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
