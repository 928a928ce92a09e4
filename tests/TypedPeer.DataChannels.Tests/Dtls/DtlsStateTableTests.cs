using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>Every message in every state of both roles, in the clear and protected.</summary>
public sealed class DtlsStateTableTests
{
    /// <summary>What may come, written down apart from the code.</summary>
    private static readonly HashSet<(HandshakePhase, HandshakeType)> Legal =
    [
        (HandshakePhase.WaitClientHello, HandshakeType.ClientHello),
        (HandshakePhase.WaitClientCertificate, HandshakeType.Certificate),
        (HandshakePhase.WaitClientKeyExchange, HandshakeType.ClientKeyExchange),
        (HandshakePhase.WaitCertificateVerify, HandshakeType.CertificateVerify),
        (HandshakePhase.WaitServerHello, HandshakeType.ServerHello),
        (HandshakePhase.WaitServerHello, HandshakeType.HelloVerifyRequest),
        (HandshakePhase.WaitServerCertificate, HandshakeType.Certificate),
        (HandshakePhase.WaitServerKeyExchange, HandshakeType.ServerKeyExchange),
        (HandshakePhase.WaitCertificateRequest, HandshakeType.CertificateRequest),
        (HandshakePhase.WaitServerHelloDone, HandshakeType.ServerHelloDone),
        (HandshakePhase.WaitFinished, HandshakeType.Finished),
    ];

    public static TheoryData<string, string> States()
    {
        var states = new TheoryData<string, string>();
        foreach (var phase in PuppetStates.Client)
        {
            states.Add(nameof(DtlsRole.Client), phase.ToString());
        }

        foreach (var phase in PuppetStates.Server)
        {
            states.Add(nameof(DtlsRole.Server), phase.ToString());
        }

        return states;
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Only_legal_messages_are_taken(string role, string phaseName)
    {
        var phase = Enum.Parse<HandshakePhase>(phaseName);
        foreach (var type in Enum.GetValues<HandshakeType>().Append((HandshakeType)99))
        {
            foreach (var epoch in new[] { 0, 1 })
            {
                using var target = new DtlsEnd(Enum.Parse<DtlsRole>(role));
                using var puppet = PuppetStates.Bring(target, phase);
                if (epoch == 1 && puppet.Records.MissesKeys())
                {
                    continue;
                }

                Inject(puppet, type, epoch);
                Judge(puppet, phase, type, epoch);
            }
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void ChangeCipherSpec_counts_in_one_state_only(string role, string phaseName)
    {
        var phase = Enum.Parse<HandshakePhase>(phaseName);
        using var target = new DtlsEnd(Enum.Parse<DtlsRole>(role));
        using var puppet = PuppetStates.Bring(target, phase);
        puppet.SendRecord(ContentType.ChangeCipherSpec, 0, [1]);

        var expected = phase == HandshakePhase.WaitChangeCipherSpec ? HandshakePhase.WaitFinished : phase;
        Assert.Equal(expected, target.Connection.Phase);
        Assert.Empty(target.Observer.Closed);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Application_data_in_the_clear_is_never_delivered(string role, string phaseName)
    {
        var phase = Enum.Parse<HandshakePhase>(phaseName);
        using var target = new DtlsEnd(Enum.Parse<DtlsRole>(role));
        using var puppet = PuppetStates.Bring(target, phase);
        puppet.SendRecord(ContentType.ApplicationData, 0, "forged"u8);

        Assert.Equal(phase, target.Connection.Phase);
        Assert.Empty(target.Observer.Data);
        Assert.Empty(target.Observer.Closed);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Malformed_ChangeCipherSpec_changes_nothing(string role, string phaseName)
    {
        var phase = Enum.Parse<HandshakePhase>(phaseName);
        using var target = new DtlsEnd(Enum.Parse<DtlsRole>(role));
        using var puppet = PuppetStates.Bring(target, phase);
        puppet.SendRecord(ContentType.ChangeCipherSpec, 0, []);
        puppet.SendRecord(ContentType.ChangeCipherSpec, 0, [2]);
        puppet.SendRecord(ContentType.ChangeCipherSpec, 0, [1, 1]);

        Assert.Equal(phase, target.Connection.Phase);
        Assert.Empty(target.Observer.Closed);
    }

    private static void Inject(Puppet puppet, HandshakeType type, int epoch)
    {
        puppet.Flight.Begin(expectsAnswer: false);
        puppet.Flight.Add(type, [0xFE, 0xFD, 0xFF], epoch);
        puppet.Deliver();
    }

    private static void Judge(Puppet puppet, HandshakePhase phase, HandshakeType type, int epoch)
    {
        var target = puppet.Target;
        var what = $"{type} in epoch {epoch} at {phase}";
        var isReadEpoch = epoch == (phase is HandshakePhase.WaitFinished or HandshakePhase.Done || (phase == HandshakePhase.WaitFingerprint && target.Connection.Role == DtlsRole.Server) ? 1 : 0);
        var belongs = epoch == (type == HandshakeType.Finished ? 1 : 0) && type != HandshakeType.HelloRequest;
        var isIgnored = !isReadEpoch || !belongs || phase is HandshakePhase.NotStarted or HandshakePhase.Done or HandshakePhase.WaitClientHello;
        if (isIgnored)
        {
            Assert.True(target.Connection.Phase == phase, what);
            Assert.True(target.Observer.Closed.Count == 0, what);
            Assert.True(phase != HandshakePhase.Done || target.Connection.HeldBytes == 0, what);
        }
        else if (Legal.Contains((phase, type)))
        {
            // Legal, with a body that is not: every other alert but that one.
            Assert.True(target.Observer.Closed is [{ Alert: not DtlsAlert.UnexpectedMessage }], what);
        }
        else
        {
            Assert.True(target.Observer.Closed is [{ Kind: DtlsCloseKind.HandshakeFailed, Alert: DtlsAlert.UnexpectedMessage }], what);
            Assert.True(puppet.Alerts is [DtlsAlert.UnexpectedMessage], what);
            Assert.Equal(DtlsState.Failed, target.State);
        }
    }
}
