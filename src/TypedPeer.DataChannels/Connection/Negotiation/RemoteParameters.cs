using System.Security.Authentication;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>Reads the peer's description into what the transport needs, and decides the DTLS role.</summary>
internal static class RemoteParameters
{
    /// <summary>"Any size" (a=max-message-size:0), held below what would make arithmetic awkward.</summary>
    private const int Unlimited = 1 << 30;

    /// <summary>
    /// The answerer chooses (RFC 8842, section 5.3): we answer actpass with active, so that our first flight can start at once.
    /// A role once taken stays. Where nothing is said, the answerer is active, as it is with every known peer.
    /// </summary>
    /// <exception cref="ArgumentException">An answer may not leave the choice open.</exception>
    public static DtlsRole ChooseRole(SdpType remoteType, SdpSetup? remoteSetup, DtlsRole? current)
    {
        if (current is { } role)
        {
            return role;
        }

        return (remoteType, remoteSetup) switch
        {
            (not SdpType.Offer, SdpSetup.ActPass) => throw new ArgumentException("The answer says a=setup:actpass; it must choose active or passive (RFC 8842, section 5.3)."),
            (_, SdpSetup.Active) or (not SdpType.Offer, null) => DtlsRole.Server,
            _ => DtlsRole.Client,
        };
    }

    /// <summary>Reads the section; fingerprints by hash functions that prove nothing do not count.</summary>
    /// <exception cref="ArgumentException">There is no usable fingerprint, or not the expected one.</exception>
    public static RemoteTransportParameters Read(SdpDataSection data, DtlsRole role, DtlsFingerprint? expected)
    {
        var fingerprints = new List<DtlsFingerprint>();
        foreach (var item in data.Fingerprints)
        {
            if (DtlsFingerprint.TryParse(item.ToString(), out var fingerprint) && fingerprint.Strength > 0)
            {
                fingerprints.Add(fingerprint);
            }
        }

        if (fingerprints.Count == 0)
        {
            throw new ArgumentException("The remote description has no sha-256 fingerprint: the peer could not be authenticated.");
        }

        if (expected is not null)
        {
            fingerprints.RemoveAll(f => !f.Equals(expected));
            if (fingerprints.Count == 0)
            {
                const string Message = "The remote description does not name the expected fingerprint: it is not the peer this connection is pinned to.";
                throw new ArgumentException(Message, new AuthenticationException(Message));
            }
        }

        var credentials = data.Credentials ?? throw new ArgumentException("The remote description has no valid a=ice-ufrag and a=ice-pwd.");
        var limit = data.MaxMessageSize is 0 or > Unlimited ? Unlimited : (int)data.MaxMessageSize;
        return new RemoteTransportParameters(credentials, data.IceLite, role, fingerprints, (ushort)data.SctpPort, limit, data.TlsId, data.SctpInit);
    }

    public static SdpFingerprint ToSdp(DtlsFingerprint fingerprint) => new(fingerprint.Algorithm, fingerprint.Value.ToArray());

    public static PeerIdentity ToIdentity(DtlsFingerprint fingerprint) => new(fingerprint.Algorithm, fingerprint.ToHexPairs());
}
