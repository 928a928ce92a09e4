using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>What each kind of record and handshake message may cost whoever receives it: exceptions and allocations are counted.</summary>
public sealed class DtlsCostTests
{
    private const int Datagrams = 500;
    private const int RecordsPerDatagram = 32;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public void Forged_records_cost_one_exception_at_most_and_no_memory_whatever_their_number(int length)
    {
        using var link = new DtlsLink();
        link.Connect();
        var datagram = Enumerable.Range(0, RecordsPerDatagram).SelectMany(i => Forge((ulong)(1000 + i), length)).ToArray();
        var copies = Enumerable.Range(0, Datagrams).Select(_ => (byte[])datagram.Clone()).ToList();
        link.Server.Connection.HandleDatagram((byte[])datagram.Clone(), link.Now);
        using var here = new ThrownHere();
        copies.ForEach(copy => link.Server.Connection.HandleDatagram(copy, link.Now));

        Assert.Equal(0, here.Exceptions);
        Assert.InRange(link.Server.Connection.ForgeryExceptions, 0, 1);
        Assert.InRange(here.Allocated, 0, 4096);
    }

    [Fact]
    public void Forged_records_among_genuine_ones_throw_less_often_than_these_come_and_all_of_these_are_delivered()
    {
        using var link = new DtlsLink();
        link.Connect();
        const int Genuine = 1000;
        for (var i = 0; i < Genuine; i++)
        {
            link.Server.Receive(Forge((ulong)(100_000 + i), 100), link.Now);
            link.Server.Receive(link.Client.Protect([(byte)i, (byte)(i >> 8)]), link.Now);
            if (i % 100 == 0)
            {
                for (var quiet = 0; quiet < 100; quiet++)
                {
                    link.Server.Receive(link.Client.Protect([0]), link.Now);
                }
            }
        }

        Assert.InRange(link.Server.Connection.ForgeryExceptions, 0, 11);
        Assert.Equal(Genuine + (100 * 10), link.Server.Observer.Data.Count);
        Assert.Equal(Genuine, link.Server.Observer.Data.Count(data => data.Length == 2));
    }

    [Fact]
    public void Every_bit_that_is_flipped_after_a_forgery_is_noticed_and_nothing_of_the_text_is_left()
    {
        using var link = new DtlsLink();
        link.Connect();
        link.Server.Receive(Forge(5_000, 10), link.Now);
        var record = link.Client.Protect("do not touch, do not look"u8);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            var flipped = (byte[])record.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            link.Server.Connection.HandleDatagram(flipped, link.Now);
            Assert.True(flipped.AsSpan().IndexOf("touch"u8) < 0);
        }

        Assert.Empty(link.Server.Observer.Data);
        link.Server.Receive(record, link.Now);
        Assert.Equal("do not touch, do not look"u8.ToArray(), Assert.Single(link.Server.Observer.Data));
    }

    [Theory]
    [InlineData(HandshakeType.ClientHello)]
    [InlineData(HandshakeType.Certificate)]
    [InlineData(HandshakeType.ServerHello)]
    public void First_messages_that_are_no_hello_cost_no_exception_and_little_memory(object type)
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        var random = new Random(5);
        var datagrams = Enumerable.Range(0, 1000).Select(i => Handshake((HandshakeType)type, 0, Body(random, i % 60))).ToList();
        var bytes = datagrams.Sum(datagram => datagram.Length);
        using (var here = new ThrownHere())
        {
            datagrams.ForEach(datagram => server.Connection.HandleDatagram(datagram, 0));
            Assert.Equal(0, here.Exceptions);
            Assert.InRange(here.Allocated, 0, (3 * bytes) + 4096);
        }

        using var client = new DtlsEnd(DtlsRole.Client);
        client.Connection.Start(0);
        client.Drain(0).ForEach(datagram => server.Receive(datagram, 0));
        Assert.Equal(HandshakePhase.WaitClientCertificate, server.Connection.Phase);
    }

    /// <summary>Each fragment claims another length than the one before, and so begins its message anew.</summary>
    [Fact]
    public void Fragments_that_claim_ever_other_lengths_share_their_buffers()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        var random = new Random(6);
        var datagrams = Enumerable.Range(0, 5000).Select(_ => Fragment(random)).ToList();
        using var here = new ThrownHere();
        datagrams.ForEach(datagram => server.Connection.HandleDatagram(datagram, 0));

        Assert.Equal(0, here.Exceptions);
        Assert.InRange(here.Allocated, 0, 6L * DtlsOptions.Default.MaxReassemblyBytes);
    }

    [Fact]
    public void A_certificate_the_description_does_not_name_is_refused_before_it_is_parsed()
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var stranger = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
        server.Connection.SetExpectedFingerprints([stranger.Fingerprint], now: 0);
        using var client = new PuppetClient(server);
        client.Play(1);
        var garbage = new byte[8000];
        new Random(7).NextBytes(garbage);
        var body = new MessageWriter();
        CertificateMessage.Write(body, garbage);
        client.Say(HandshakeType.Certificate, body.Written);
        client.Deliver();

        Assert.Equal(DtlsCloseKind.FingerprintMismatch, Assert.Single(server.Observer.Closed).Kind);
    }

    private static byte[] Forge(ulong sequence, int length)
    {
        var record = new byte[RecordLayer.ProtectedOverhead + length];
        Random.Shared.NextBytes(record);
        new RecordHeader(ContentType.ApplicationData, RecordHeader.Dtls12, 1, sequence, record.Length - RecordHeader.Size).Write(record);
        return record;
    }

    private static byte[] Body(Random random, int length)
    {
        var body = new byte[length];
        random.NextBytes(body);
        return body;
    }

    private static byte[] Handshake(HandshakeType type, ushort number, byte[] body) => Record(new HandshakeHeader(type, body.Length, number, 0, body.Length), body);

    private static byte[] Fragment(Random random)
    {
        var length = random.Next(1, DtlsOptions.Default.MaxHandshakeMessageLength);
        var type = random.Next(2) == 0 ? HandshakeType.ClientHello : HandshakeType.Certificate;
        return Record(new HandshakeHeader(type, length, (ushort)random.Next(3), random.Next(length), 1), [1]);
    }

    private static byte[] Record(in HandshakeHeader header, ReadOnlySpan<byte> fragment)
    {
        var record = new byte[RecordHeader.Size + HandshakeHeader.Size + fragment.Length];
        new RecordHeader(ContentType.Handshake, RecordHeader.Dtls12, 0, 0, record.Length - RecordHeader.Size).Write(record);
        header.Write(record.AsSpan(RecordHeader.Size));
        fragment.CopyTo(record.AsSpan(RecordHeader.Size + HandshakeHeader.Size));
        return record;
    }
}
