using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>Handshake bytes that were changed on the way, or made up.</summary>
public sealed class DtlsHostileHandshakeTests
{
    /// <summary>Which datagram of a lossless handshake is touched: two of each direction.</summary>
    public static TheoryData<bool, int> Datagrams() => new() { { true, 0 }, { false, 0 }, { true, 1 }, { false, 1 } };

    [Theory]
    [MemberData(nameof(Datagrams))]
    public void Flipped_bits_never_connect_two_ends_that_saw_different_handshakes(bool fromClient, int index)
    {
        var length = LengthOf(fromClient, index);
        for (var position = 0; position < length; position++)
        {
            var bit = (byte)(1 << (position % 8));
            Run($"byte {position} ^ {bit}", (from, i, datagram) =>
            {
                if (from == fromClient && i == index && position < datagram.Length)
                {
                    datagram[position] ^= bit;
                }

                return [DtlsLink.Latency];
            });
        }
    }

    [Theory]
    [MemberData(nameof(Datagrams))]
    public void Truncated_datagrams_are_repeated_whole(bool fromClient, int index)
    {
        var length = LengthOf(fromClient, index);
        for (var cut = 0; cut < length; cut += 3)
        {
            var first = true;
            using var link = new DtlsLink((from, i, _) =>
            {
                if (first && from == fromClient && i == index)
                {
                    first = false;
                    return [];
                }

                return [DtlsLink.Latency];
            });
            link.ExpectEachOther();
            link.Client.Connection.Start(0);
            var whole = RunUntil(link, fromClient, index);
            (fromClient ? link.Server : link.Client).Receive(whole[..Math.Min(cut, whole.Length)], link.Now);
            link.Run();
            Assert.True(link.Client.State == DtlsState.Connected && link.Server.State == DtlsState.Connected, $"cut at {cut}");
        }
    }

    [Fact]
    public void Replayed_handshake_changes_nothing()
    {
        var seen = new List<(bool FromClient, byte[] Datagram)>();
        using var link = new DtlsLink((fromClient, _, datagram) =>
        {
            seen.Add((fromClient, datagram.ToArray()));
            return [DtlsLink.Latency];
        });
        link.Connect();
        foreach (var (fromClient, datagram) in seen.ToList())
        {
            (fromClient ? link.Server : link.Client).Receive(datagram, link.Now + 1_000_000);
            (fromClient ? link.Client : link.Server).Receive(datagram, link.Now + 1_000_000);
        }

        Assert.Empty(link.Client.Drain(link.Now + 1_000_000));
        Assert.Empty(link.Server.Drain(link.Now + 1_000_000));
        Assert.Equal(1, link.Client.Observer.ConnectedCount);
        Assert.Equal(1, link.Server.Observer.ConnectedCount);
        link.Server.Receive(link.Client.Protect("fine"u8), link.Now);
        Assert.Single(link.Server.Observer.Data);
    }

    [Fact]
    public void Handshake_of_another_connection_spliced_in_never_connects()
    {
        for (var index = 0; index < 2; index++)
        {
            foreach (var fromClient in new[] { true, false })
            {
                var foreign = new List<byte[]>();
                using (var other = new DtlsLink((from, _, datagram) =>
                {
                    if (from == fromClient)
                    {
                        foreign.Add(datagram.ToArray());
                    }

                    return [DtlsLink.Latency];
                }))
                {
                    other.Connect();
                }

                var splice = foreign[index];
                Run($"splice {index} {fromClient}", (from, i, datagram) =>
                {
                    if (from == fromClient && i == index)
                    {
                        splice.AsSpan(0, Math.Min(splice.Length, datagram.Length)).CopyTo(datagram);
                    }

                    return [DtlsLink.Latency];
                });
            }
        }
    }

    [Theory]
    [InlineData("zeros")]
    [InlineData("off the curve")]
    [InlineData("compressed")]
    [InlineData("hybrid")]
    [InlineData("coordinate past the field")]
    [InlineData("infinity")]
    [InlineData("short")]
    [InlineData("long")]
    public void Key_share_that_is_no_uncompressed_point_is_refused_by_both_roles(string kind)
    {
        var point = MakePoint(kind);
        using var server = new DtlsEnd(DtlsRole.Server);
        using var client = new PuppetClient(server);
        server.Connection.SetExpectedFingerprints([client.Certificate.Fingerprint]);
        client.Play(2);
        client.Say(HandshakeType.ClientKeyExchange, [(byte)point.Length, .. point]);
        client.Deliver();
        Assert.Equal(DtlsAlert.IllegalParameter, Assert.Single(server.Observer.Closed).Alert);

        using var target = new DtlsEnd(DtlsRole.Client);
        using var puppet = new PuppetServer(target);
        target.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint]);
        puppet.Play(2);
        puppet.Exchange(point: point);
        puppet.Request();
        puppet.Done();
        puppet.Deliver();
        Assert.Equal(DtlsAlert.IllegalParameter, Assert.Single(target.Observer.Closed).Alert);
        Assert.Equal(0, target.Observer.ConnectedCount);
    }

    [Fact]
    public void Wrong_Finished_is_refused_by_both_roles()
    {
        foreach (var role in new[] { DtlsRole.Client, DtlsRole.Server })
        {
            foreach (var body in new byte[][] { [], new byte[11], new byte[12], new byte[13] })
            {
                using var target = new DtlsEnd(role);
                using var puppet = PuppetStates.Bring(target, HandshakePhase.WaitFinished);
                puppet.Flight.Add(HandshakeType.Finished, body, epoch: 1);
                puppet.Deliver();
                Assert.Equal(DtlsAlert.DecryptError, Assert.Single(target.Observer.Closed).Alert);
                Assert.Equal(0, target.Observer.ConnectedCount);
            }
        }
    }

    [Fact]
    public void Fragments_join_only_within_one_number_type_and_length()
    {
        var reassembler = new HandshakeReassembler(1000, 2000);
        Assert.Equal(FragmentResult.Taken, reassembler.Add(new(HandshakeType.Certificate, 10, 0, 0, 5), "hello"u8));
        Assert.Equal(FragmentResult.Dropped, reassembler.Add(new(HandshakeType.ServerHello, 10, 0, 5, 5), "world"u8));
        Assert.Equal(FragmentResult.Dropped, reassembler.Add(new(HandshakeType.Certificate, 11, 0, 5, 5), "world"u8));
        Assert.False(reassembler.TryTake(out _));
        Assert.Equal(FragmentResult.Taken, reassembler.Add(new(HandshakeType.Certificate, 10, 0, 3, 7), "LOworld"u8));
        Assert.True(reassembler.TryTake(out var whole));
        Assert.Equal("helloworld"u8.ToArray(), whole[HandshakeHeader.Size..]);
        Assert.Equal(FragmentResult.Old, reassembler.Add(new(HandshakeType.Certificate, 10, 0, 0, 5), "again"u8));
        Assert.Equal(0, reassembler.HeldBytes);
    }

    [Fact]
    public void Empty_fragments_neither_loop_nor_hold_memory()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        var record = new byte[RecordHeader.Size + HandshakeHeader.Size * 100];
        new RecordHeader(ContentType.Handshake, RecordHeader.Dtls12, 0, 0, record.Length - RecordHeader.Size).Write(record);
        for (var i = 0; i < 100; i++)
        {
            new HandshakeHeader(HandshakeType.ClientHello, 10_000, (ushort)(i % 8), i, 0).Write(record.AsSpan(RecordHeader.Size + (i * HandshakeHeader.Size)));
        }

        server.Receive(record, 0);
        Assert.Equal(0, server.Connection.HeldBytes);
        Assert.Equal(DtlsState.New, server.State);
        ServesAGoodClient(server);
    }

    [Fact]
    public void Half_a_hello_left_by_somebody_does_not_keep_a_client_out()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        var record = DtlsIdentityTests.FragmentRecord(HandshakeType.ClientHello, 0, new byte[50]);
        new HandshakeHeader(HandshakeType.ClientHello, 5000, 0, 0, 50).Write(record.AsSpan(RecordHeader.Size));
        server.Receive(record, 0);
        ServesAGoodClient(server);
    }

    [Fact]
    public void Fragments_made_up_ahead_of_our_flight_do_not_keep_the_real_ones_out()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        for (var sequence = 1; sequence < 8; sequence++)
        {
            var record = DtlsIdentityTests.FragmentRecord(HandshakeType.Certificate, sequence, new byte[50]);
            new HandshakeHeader(HandshakeType.CertificateVerify, 60, (ushort)sequence, 0, 50).Write(record.AsSpan(RecordHeader.Size));
            server.Receive(record, 0);
        }

        ServesAGoodClient(server);
    }

    [Theory]
    [InlineData(DtlsRole.Client, 5)]
    [InlineData(DtlsRole.Server, 4)]
    public void Fragment_in_the_clear_does_not_take_the_place_of_Finished(object role, int sequence)
    {
        using var target = new DtlsEnd((DtlsRole)role);
        using var puppet = PuppetStates.Bring(target, HandshakePhase.WaitChangeCipherSpec);
        var record = DtlsIdentityTests.FragmentRecord(HandshakeType.Certificate, sequence, new byte[50]);
        new HandshakeHeader(HandshakeType.Certificate, 60, (ushort)sequence, 0, 50).Write(record.AsSpan(RecordHeader.Size));
        target.Receive(record, 0);
        Assert.Equal(60, target.Connection.HeldBytes);
        puppet.Context.SendFinished();
        puppet.Deliver();

        Assert.Equal(DtlsState.Connected, target.State);
    }

    [Fact]
    public void Malformed_hellos_leave_a_waiting_server_as_it_was()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var body = new byte[random.Next(80)];
            random.NextBytes(body);
            body.AsSpan(0, Math.Min(2, body.Length)).Fill(0xFE);
            server.Receive(DtlsIdentityTests.FragmentRecord(HandshakeType.ClientHello, 0, body), 0);
        }

        Assert.Equal(DtlsState.New, server.State);
        ServesAGoodClient(server);
    }

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
        ServesAGoodClient(server);

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

    private static void Run(string what, Fate fate)
    {
        using var link = new DtlsLink(fate);
        link.ExpectEachOther();
        link.Client.Connection.Start(0);
        link.Run();
        if (link.Client.State == DtlsState.Connected)
        {
            // Then it was noise outside the handshake (a record header, say), and both agree on everything.
            Assert.True(link.Server.State == DtlsState.Connected, what);
            link.Server.Receive(link.Client.Protect("ok"u8), link.Now);
            Assert.True(link.Server.Observer.Data.Count == 1, what);
        }
        else
        {
            Assert.True(link.Client.Observer.ConnectedCount + link.Server.Observer.Data.Count + link.Client.Observer.Data.Count == 0, what);
        }
    }

    private static int LengthOf(bool fromClient, int index)
    {
        var length = 0;
        using var link = new DtlsLink((from, i, datagram) =>
        {
            length = from == fromClient && i == index ? datagram.Length : length;
            return [DtlsLink.Latency];
        });
        link.Connect();
        return length;
    }

    /// <summary>Runs by hand until the datagram in question would be sent, and returns it.</summary>
    private static byte[] RunUntil(DtlsLink link, bool fromClient, int index)
    {
        byte[]? found = null;
        for (var round = 0; found is null; round++)
        {
            Assert.True(round < 4, "The handshake has only two datagrams of each side.");
            var fromC = link.Client.Drain(0);
            found ??= fromClient && round == index ? fromC[0] : null;
            if (found is null)
            {
                fromC.ForEach(d => link.Server.Receive(d, 0));
                var fromS = link.Server.Drain(0);
                found = !fromClient && round == index ? fromS[0] : null;
                if (found is null)
                {
                    fromS.ForEach(d => link.Client.Receive(d, 0));
                }
            }
        }

        return found;
    }

    private static void ServesAGoodClient(DtlsEnd server)
    {
        using var puppet = new PuppetClient(server);
        server.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint]);
        puppet.Play(5);
        Assert.Equal(DtlsState.Connected, server.State);
    }

    private static byte[] MakePoint(string kind)
    {
        using var exchange = new DataChannels.Dtls.Crypto.EcdheKeyExchange();
        var good = exchange.GetPublicPoint();
        var field = Convert.FromHexString("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
        switch (kind)
        {
            case "zeros":
                good.AsSpan(1).Clear();
                return good;
            case "off the curve":
                good[^1] ^= 1;
                return good;
            case "compressed":
                return [2, .. good[1..33]];
            case "hybrid":
                good[0] = 6;
                return good;
            case "coordinate past the field":
                field.CopyTo(good.AsSpan(1));
                return good;
            case "infinity":
                return [0];
            case "short":
                return good[..^1];
            default:
                return [.. good, 0];
        }
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
