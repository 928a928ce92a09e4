using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What the peer's session description tells the transport.</summary>
internal sealed record RemoteTransportParameters(
    IceCredentials Credentials,
    bool IsIceLite,
    DtlsRole LocalDtlsRole,
    IReadOnlyList<DtlsFingerprint> Fingerprints,
    ushort SctpPort,
    int MaxMessageSize,
    string? TlsId);
