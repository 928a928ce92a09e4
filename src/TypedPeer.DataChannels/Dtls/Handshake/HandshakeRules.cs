using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>
/// The whole table of legal messages. Nothing is optional in this profile, so every phase has one (the hello one two), and
/// what is not here is unexpected_message.
/// </summary>
internal static class HandshakeRules
{
    /// <summary>Says whether a message that is next in number may come now.</summary>
    public static bool IsLegal(HandshakePhase phase, HandshakeType type) => (phase, type) switch
    {
        (HandshakePhase.WaitClientHello, HandshakeType.ClientHello) => true,
        (HandshakePhase.WaitClientCertificate, HandshakeType.Certificate) => true,
        (HandshakePhase.WaitClientKeyExchange, HandshakeType.ClientKeyExchange) => true,
        (HandshakePhase.WaitCertificateVerify, HandshakeType.CertificateVerify) => true,
        (HandshakePhase.WaitServerHello, HandshakeType.HelloVerifyRequest or HandshakeType.ServerHello) => true,
        (HandshakePhase.WaitServerCertificate, HandshakeType.Certificate) => true,
        (HandshakePhase.WaitServerKeyExchange, HandshakeType.ServerKeyExchange) => true,
        (HandshakePhase.WaitCertificateRequest, HandshakeType.CertificateRequest) => true,
        (HandshakePhase.WaitServerHelloDone, HandshakeType.ServerHelloDone) => true,
        (HandshakePhase.WaitFinished, HandshakeType.Finished) => true,
        _ => false,
    };

    /// <summary>Says which epoch a message belongs to; one from the other epoch is no part of the handshake.</summary>
    public static int EpochOf(HandshakeType type) => type == HandshakeType.Finished ? 1 : 0;
}
