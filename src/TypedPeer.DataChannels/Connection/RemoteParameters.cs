using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>Reads the peer's description into what the transport needs, and decides the DTLS role.</summary>
internal static class RemoteParameters
{
    /// <summary>The SCTP port everyone uses over DTLS (RFC 8841); another one of the peer's is honoured.</summary>
    public const int SctpPort = 5000;

    /// <summary>"Any size" (a=max-message-size:0), held below what would make arithmetic awkward.</summary>
    private const int Unlimited = 1 << 30;

    /// <summary>
    /// The answerer chooses (RFC 5763, section 5; RFC 8842): we answer actpass with active, so that our first flight can start at
    /// once. A role once taken stays.
    /// </summary>
    /// <exception cref="ArgumentException">An answer may not leave the choice open.</exception>
    public static DtlsRole ChooseRole(SdpType remoteType, SdpSetup remoteSetup, DtlsRole? current)
    {
        if (current is { } role)
        {
            return role;
        }

        return (remoteType, remoteSetup) switch
        {
            (SdpType.Answer, SdpSetup.ActPass) => throw new ArgumentException("The answer says a=setup:actpass; it must choose active or passive (RFC 8842, section 5.3)."),
            (_, SdpSetup.Active) => DtlsRole.Server,
            _ => DtlsRole.Client,
        };
    }

    /// <summary>Reads the section; only sha-256 fingerprints count.</summary>
    /// <exception cref="ArgumentException">There is no usable fingerprint, or not the expected one.</exception>
    public static RemoteTransportParameters Read(SdpDataSection data, DtlsRole role, DtlsFingerprint? expected)
    {
        var fingerprints = data.Fingerprints
            .Where(f => f.Algorithm.Equals("sha-256", StringComparison.OrdinalIgnoreCase) && f.Value.Length == 32)
            .Select(f => new DtlsFingerprint(f.Value))
            .ToList();
        if (fingerprints.Count == 0)
        {
            throw new ArgumentException("The remote description has no sha-256 fingerprint: the peer could not be authenticated.");
        }

        if (expected is not null)
        {
            fingerprints.RemoveAll(f => !f.Equals(expected));
            if (fingerprints.Count == 0)
            {
                throw new ArgumentException("The remote description does not name the expected fingerprint: it is not the peer this connection is pinned to.");
            }
        }

        var limit = data.MaxMessageSize switch
        {
            null => RemoteTransportParameters.DefaultMaxMessageSize,
            0 or > Unlimited => Unlimited,
            { } size => (int)size,
        };
        return new RemoteTransportParameters(new IceCredentials(data.IceUfrag, data.IcePwd), role, fingerprints, limit);
    }

    public static SdpFingerprint ToSdp(DtlsFingerprint fingerprint) => new("sha-256", fingerprint.ToArray());
}
