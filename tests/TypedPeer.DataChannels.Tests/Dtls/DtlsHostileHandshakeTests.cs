using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Flights;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
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
        server.Connection.SetExpectedFingerprints([client.Certificate.Fingerprint], now: 0);
        client.Play(2);
        client.Say(HandshakeType.ClientKeyExchange, [(byte)point.Length, .. point]);
        client.Deliver();
        Assert.Equal(DtlsAlert.IllegalParameter, Assert.Single(server.Observer.Closed).Alert);

        using var target = new DtlsEnd(DtlsRole.Client);
        using var puppet = new PuppetServer(target);
        target.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
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
        Assert.Equal(MessageAssembly.CapacityFor(60), target.Connection.HeldBytes);
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

    internal static void ServesAGoodClient(DtlsEnd server)
    {
        using var puppet = new PuppetClient(server);
        server.Connection.SetExpectedFingerprints([puppet.Certificate.Fingerprint], now: 0);
        puppet.Play(5);
        Assert.Equal(DtlsState.Connected, server.State);
    }

    private static byte[] MakePoint(string kind)
    {
        using var exchange = new DataChannels.Dtls.Crypto.EcdheKeyExchange();
        var good = exchange.PublicPoint;
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
}
