using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Certificates;

/// <summary>
/// What the SDP says about the peer. Of several hash functions the strongest counts, and the certificate must be one of
/// those named with it (RFC 8122 section 5); a weak hash never vouches for anything, alone or beside others.
/// </summary>
internal sealed class PeerPolicy
{
    private DtlsFingerprint[]? _fingerprints;
    private bool _isOpenToAll;

    /// <summary>
    /// Gets or sets the peer's <c>a=tls-id</c>. If both sides speak external_session_id, a different one means that somebody put
    /// a foreign fingerprint into his own SDP (unknown key share, RFC 8844 section 4).
    /// </summary>
    public string? ExpectedTlsId { get; set; }

    /// <summary>
    /// Trusts whoever proves to own the certificate it presents, until fingerprints are set: for a side that learns from the handshake who
    /// the peer is. The proof is asked for as ever; what the peer may do is for the application to decide.
    /// </summary>
    public void AcceptAny()
    {
        _fingerprints = null;
        _isOpenToAll = true;
    }

    /// <summary>Takes the fingerprints; an empty list, or one of weak hashes only, trusts nobody.</summary>
    public void SetFingerprints(IReadOnlyList<DtlsFingerprint> fingerprints)
    {
        _isOpenToAll = false;
        var strongest = 0;
        foreach (var fingerprint in fingerprints)
        {
            strongest = Math.Max(strongest, fingerprint.Strength);
        }

        _fingerprints = strongest == 0 ? [] : fingerprints.Where(f => f.Strength == strongest).ToArray();
    }

    /// <summary>Says whether the SDP vouches for a certificate; false while there is no SDP yet.</summary>
    /// <exception cref="HandshakeException">The SDP names somebody else.</exception>
    public bool IsTrusted(ReadOnlySpan<byte> certificateDer, string? tlsId)
    {
        if (_fingerprints is null && !_isOpenToAll)
        {
            return false;
        }

        if (!_isOpenToAll)
        {
            ThrowUnlessNamed(certificateDer);
        }

        if (ExpectedTlsId is not null && tlsId is not null && !SameText(ExpectedTlsId, tlsId))
        {
            throw new HandshakeException(DtlsAlert.IllegalParameter, "The peer is in another session than the SDP says.");
        }

        return true;
    }

    private void ThrowUnlessNamed(ReadOnlySpan<byte> certificateDer)
    {
        var isNamed = false;
        foreach (var fingerprint in _fingerprints!)
        {
            isNamed |= fingerprint.Equals(DtlsFingerprint.Compute(certificateDer, fingerprint.Algorithm));
        }

        if (!isNamed)
        {
            throw new HandshakeException(DtlsAlert.BadCertificate, "The SDP names another certificate than the peer's, or none by sha-256 or better.")
            {
                Kind = DtlsCloseKind.FingerprintMismatch,
            };
        }
    }

    private static bool SameText(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(left.AsSpan()), MemoryMarshal.AsBytes(right.AsSpan()));
}
