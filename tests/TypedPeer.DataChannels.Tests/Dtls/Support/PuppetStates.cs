using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>All states of both roles, and the way into each.</summary>
internal static class PuppetStates
{
    public static HandshakePhase[] Client { get; } =
    [
        HandshakePhase.NotStarted, HandshakePhase.WaitServerHello, HandshakePhase.WaitServerCertificate, HandshakePhase.WaitServerKeyExchange,
        HandshakePhase.WaitCertificateRequest, HandshakePhase.WaitServerHelloDone, HandshakePhase.WaitFingerprint,
        HandshakePhase.WaitChangeCipherSpec, HandshakePhase.WaitFinished, HandshakePhase.Done,
    ];

    public static HandshakePhase[] Server { get; } =
    [
        HandshakePhase.WaitClientHello, HandshakePhase.WaitClientCertificate, HandshakePhase.WaitClientKeyExchange, HandshakePhase.WaitCertificateVerify,
        HandshakePhase.WaitChangeCipherSpec, HandshakePhase.WaitFinished, HandshakePhase.WaitFingerprint, HandshakePhase.Done,
    ];

    /// <summary>Plays a good handshake up to a state.</summary>
    public static Puppet Bring(DtlsEnd target, HandshakePhase phase, DtlsCertificate? certificate = null)
    {
        Puppet puppet = target.Connection.Role == DtlsRole.Client ? new PuppetServer(target, certificate) : new PuppetClient(target, certificate);
        if (phase != HandshakePhase.WaitFingerprint)
        {
            target.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
        }

        if (puppet is PuppetServer server)
        {
            Play(server, phase);
        }
        else
        {
            Play((PuppetClient)puppet, phase);
        }

        if (phase == HandshakePhase.WaitFinished)
        {
            puppet.SendRecord(ContentType.ChangeCipherSpec, 0, [1]);
        }

        return target.Connection.Phase == phase
            ? puppet
            : throw new InvalidOperationException($"The handshake is in {target.Connection.Phase} instead of {phase}.");
    }

    private static void Play(PuppetServer server, HandshakePhase phase)
    {
        if (phase != HandshakePhase.NotStarted)
        {
            server.Play(phase switch
            {
                HandshakePhase.WaitFingerprint or HandshakePhase.WaitChangeCipherSpec or HandshakePhase.WaitFinished => 5,
                HandshakePhase.Done => 6,
                _ => Array.IndexOf(Client, phase) - 1,
            });
        }
    }

    private static void Play(PuppetClient client, HandshakePhase phase) => client.Play(phase switch
    {
        HandshakePhase.WaitFingerprint or HandshakePhase.Done => 5,
        HandshakePhase.WaitFinished => 4,
        _ => Array.IndexOf(Server, phase),
    });
}
