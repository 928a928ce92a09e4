using System.Security.Authentication;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>What the peer's session description tells the transport. Without one, of a peer that dials by address, there are no fingerprints: any certificate will do.</summary>
internal sealed record RemoteTransportParameters(
    IceCredentials Credentials,
    bool IsIceLite,
    DtlsRole LocalDtlsRole,
    IReadOnlyList<DtlsFingerprint>? Fingerprints,
    ushort SctpPort,
    int MaxMessageSize,
    string? TlsId,
    string? SctpInit = null)
{
    /// <summary>Refuses a later description of somebody else: of a new DTLS association (RFC 8842, section 3), which needs a new connection here.</summary>
    /// <exception cref="ArgumentException">Another certificate, or another DTLS association, is announced; an <see cref="AuthenticationException"/> is inside.</exception>
    public void ThrowIfIdentityChanges(RemoteTransportParameters later)
    {
        if (Fingerprints is null || later.Fingerprints is null || !Fingerprints.SequenceEqual(later.Fingerprints))
        {
            throw Another("The remote description names another certificate than the one this connection began with.");
        }

        if (!string.Equals(TlsId, later.TlsId, StringComparison.Ordinal))
        {
            throw Another("The remote description has another a=tls-id: it asks for a new DTLS association, which needs a new connection.");
        }
    }

    private static ArgumentException Another(string message) => new(message, new AuthenticationException(message));
}
