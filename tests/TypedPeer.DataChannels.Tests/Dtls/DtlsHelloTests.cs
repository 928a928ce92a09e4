using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>What is offered and chosen: the profile, nothing less, and nothing that was not asked for.</summary>
public sealed class DtlsHelloTests
{
    [Theory]
    [InlineData("version", DtlsAlert.ProtocolVersion)]
    [InlineData("1.3 only", DtlsAlert.ProtocolVersion)]
    [InlineData("suite", DtlsAlert.HandshakeFailure)]
    [InlineData("no extended master secret", DtlsAlert.HandshakeFailure)]
    [InlineData("group", DtlsAlert.HandshakeFailure)]
    [InlineData("signature", DtlsAlert.HandshakeFailure)]
    [InlineData("renegotiation", DtlsAlert.HandshakeFailure)]
    [InlineData("compression", DtlsAlert.IllegalParameter)]
    [InlineData("points", DtlsAlert.IllegalParameter)]
    public void Client_outside_the_profile_is_told_so(string what, object alert)
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        puppet.Say(HandshakeType.ClientHello, MakeHello(what));
        puppet.Deliver();

        Assert.Equal((DtlsAlert)alert, Assert.Single(server.Observer.Closed).Alert);
        Assert.Equal((DtlsAlert)alert, Assert.Single(puppet.Alerts));
    }

    [Fact]
    public void Hello_of_a_client_that_also_speaks_1_3_is_taken()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        puppet.Say(HandshakeType.ClientHello, MakeHello("1.3 and 1.2"));
        puppet.Write(200).ForEach(puppet.Send);

        Assert.Equal(HandshakePhase.WaitClientCertificate, server.Connection.Phase);
    }

    [Theory]
    [InlineData("version", DtlsAlert.ProtocolVersion)]
    [InlineData("suite", DtlsAlert.IllegalParameter)]
    [InlineData("no extended master secret", DtlsAlert.HandshakeFailure)]
    [InlineData("renegotiation", DtlsAlert.HandshakeFailure)]
    [InlineData("unasked extension", DtlsAlert.UnsupportedExtension)]
    [InlineData("twice", DtlsAlert.DecodeError)]
    [InlineData("trailing", DtlsAlert.DecodeError)]
    public void Server_that_chooses_what_was_not_offered_is_refused(string what, object alert)
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        using var puppet = new PuppetServer(client);
        puppet.Play(0);
        var extensions = new MessageWriter();
        if (what != "no extended master secret")
        {
            extensions.Extension(ExtensionType.ExtendedMasterSecret, []);
        }

        _ = what switch
        {
            "renegotiation" => extensions.Extension(ExtensionType.RenegotiationInfo, [1, 1]),
            "unasked extension" => extensions.Extension((ExtensionType)35, []),
            "twice" => extensions.Extension(ExtensionType.ExtendedMasterSecret, []),
            _ => extensions,
        };
        var hello = new MessageWriter()
            .UInt16(what == "version" ? RecordHeader.Dtls10 : RecordHeader.Dtls12)
            .Bytes(new byte[32]).Vector8([])
            .UInt16(what == "suite" ? 0xC02C : Profile.CipherSuite).UInt8(0)
            .Vector16(extensions.Written);
        puppet.Say(HandshakeType.ServerHello, what == "trailing" ? [.. hello.Written, 0] : hello.Written);
        puppet.Deliver();

        Assert.Equal((DtlsAlert)alert, Assert.Single(client.Observer.Closed).Alert);
        Assert.Equal((DtlsAlert)alert, Assert.Single(puppet.Alerts));
    }

    [Fact]
    public void Downgrade_sentinel_of_a_1_3_server_is_ignored()
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        using var puppet = new PuppetServer(client);
        puppet.Play(0);
        var random = new byte[32];
        "DOWNGRD\u0001"u8.CopyTo(random.AsSpan(24));
        var extensions = new MessageWriter().Extension(ExtensionType.ExtendedMasterSecret, []);
        puppet.Say(HandshakeType.ServerHello, new MessageWriter().UInt16(RecordHeader.Dtls12).Bytes(random).Vector8([]).UInt16(Profile.CipherSuite).UInt8(0).Vector16(extensions.Written).Written);
        puppet.Deliver();

        Assert.Equal(HandshakePhase.WaitServerCertificate, client.Connection.Phase);
    }

    [Theory]
    [InlineData("offered", true)]
    [InlineData("offered with others", true)]
    [InlineData("offered as another profile", false)]
    [InlineData("not offered", false)]
    public void Server_answers_use_srtp_only_where_its_profile_is_offered(string what, bool answered)
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server);
        puppet.Say(HandshakeType.ClientHello, MakeHello(what, what switch
        {
            "offered" => [0, 2, 0, 1, 0],
            "offered with others" => [0, 4, 0, 7, 0, 1, 2, 9, 9],
            "offered as another profile" => [0, 2, 0, 7, 0],
            _ => null,
        }));
        puppet.Deliver();

        var hello = puppet.Heard.Single(message => message.Type == HandshakeType.ServerHello).Body;
        byte[] answer = [0, (byte)ExtensionType.UseSrtp, 0, 5, .. Profile.UseSrtp];
        Assert.Equal(answered, hello.IndexOf(answer) >= 0);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 2, 0, 1 })]
    [InlineData(new byte[] { 0, 3, 0, 1, 0 })]
    [InlineData(new byte[] { 0, 1, 0, 0 })]
    [InlineData(new byte[] { 0, 2, 0, 1, 0, 0 })]
    public void Malformed_use_srtp_is_no_hello(byte[] content)
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var client = new PuppetClient(server);
        client.Say(HandshakeType.ClientHello, MakeHello("use_srtp", content));
        client.Deliver();
        Assert.Equal(DtlsState.New, server.State);
        Assert.Empty(client.Heard);
        DtlsHostileHandshakeTests.ServesAGoodClient(server);

        using var target = new DtlsEnd(DtlsRole.Client);
        using var puppet = new PuppetServer(target);
        puppet.Play(0);
        var extensions = new MessageWriter().Extension(ExtensionType.ExtendedMasterSecret, []).Extension(ExtensionType.UseSrtp, content);
        puppet.Say(HandshakeType.ServerHello, new MessageWriter().UInt16(RecordHeader.Dtls12).Bytes(new byte[32]).Vector8([]).UInt16(Profile.CipherSuite).UInt8(0).Vector16(extensions.Written).Written);
        puppet.Deliver();
        Assert.Equal(DtlsAlert.DecodeError, Assert.Single(target.Observer.Closed).Alert);
    }

    [Fact]
    public void Server_that_asks_for_cookies_for_ever_is_left()
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        using var puppet = new PuppetServer(client);
        puppet.Play(0);
        for (var i = 0; i < 4; i++)
        {
            puppet.Say(HandshakeType.HelloVerifyRequest, [0xFE, 0xFF, 2, (byte)i, 1]);
            puppet.Deliver();
        }

        Assert.Equal(4, puppet.Heard.Count);
        Assert.Equal(DtlsAlert.UnexpectedMessage, Assert.Single(client.Observer.Closed).Alert);
    }

    private static byte[] MakeHello(string what, byte[]? srtp = null)
    {
        var extensions = new MessageWriter();
        if (what != "no extended master secret")
        {
            extensions.Extension(ExtensionType.ExtendedMasterSecret, []);
        }

        extensions
            .Extension(ExtensionType.SupportedGroups, [0, 2, 0, (byte)(what == "group" ? 29 : 23)])
            .Extension(ExtensionType.SignatureAlgorithms, [0, 2, 4, (byte)(what == "signature" ? 1 : 3)])
            .Extension(ExtensionType.PointFormats, [1, (byte)(what == "points" ? 1 : 0)])
            .Extension(ExtensionType.RenegotiationInfo, what == "renegotiation" ? [1, 9] : [0])
            .Extension((ExtensionType)0x7777, [1, 2, 3]);
        if (srtp is not null)
        {
            extensions.Extension(ExtensionType.UseSrtp, srtp);
        }

        _ = what switch
        {
            "1.3 only" => extensions.Extension(ExtensionType.SupportedVersions, [2, 0xFE, 0xFC]),
            "1.3 and 1.2" => extensions.Extension(ExtensionType.SupportedVersions, [4, 0xFE, 0xFC, 0xFE, 0xFD]),
            _ => extensions,
        };
        return new MessageWriter()
            .UInt16(what == "version" ? RecordHeader.Dtls10 : RecordHeader.Dtls12)
            .Bytes(new byte[32]).Vector8([]).Vector8([])
            .UInt16(4).UInt16(0x1301).UInt16(what == "suite" ? 0xC02F : Profile.CipherSuite)
            .Vector8([(byte)(what == "compression" ? 1 : 0)])
            .Vector16(extensions.Written)
            .Written.ToArray();
    }
}
