using SIPSorcery.Net;
using TypedPeer.Channels;

namespace TypedPeer.SipSorceryChannels;

/// <summary>What the peer's session description says and SIPSorcery itself does not use or shape for us.</summary>
internal static class RemoteParameters
{
    /// <summary>RFC 8841, section 6.1: the size a peer takes that does not say.</summary>
    private const int UnsaidMaxMessageSize = 65536;

    /// <summary>SIPSorcery refuses to send more, whatever the peer says.</summary>
    private const int SipSorceryMaxMessageSize = 262144;

    /// <summary>The least that <see cref="IPeerChannel.MaxMessageSize"/> may be.</summary>
    private const int LeastMaxMessageSize = 1200;

    public static int GetMaxMessageSize(RTCPeerConnection connection)
    {
        var media = connection.RemoteDescription?.Media?.Find(static media => media.Media == SDPMediaTypesEnum.application);
        if (media is null)
        {
            return UnsaidMaxMessageSize;
        }

        // SIPSorcery's parser yields 0 both for no line and for max-message-size:0, which means "no limit"; the smaller is safe.
        var size = media.MaxMessageSize <= 0 ? UnsaidMaxMessageSize : media.MaxMessageSize;
        return (int)Math.Clamp(size, LeastMaxMessageSize, SipSorceryMaxMessageSize);
    }

    public static PeerIdentity? GetIdentity(RTCPeerConnection connection) =>
        connection is { IsDtlsNegotiationComplete: true, RemotePeerDtlsFingerprint: { } fingerprint }
            ? new PeerIdentity(fingerprint.algorithm.ToLowerInvariant(), fingerprint.value.ToUpperInvariant())
            : null;
}
