using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What the peer's session description tells the transport.</summary>
internal sealed record RemoteTransportParameters(
    IceCredentials Credentials,
    DtlsRole LocalDtlsRole,
    IReadOnlyList<DtlsFingerprint> Fingerprints,
    int MaxMessageSize)
{
    /// <summary>What a description without <c>a=max-message-size</c> means (RFC 8841, section 6).</summary>
    public const int DefaultMaxMessageSize = 65536;
}
