using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Connection;
using TypedPeer.DataChannels.Dtls.Flights;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>What somebody who is not authenticated can make a connection hold, send or allocate.</summary>
public sealed class DtlsLimitsTests
{
    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void Unauthenticated_bytes_hold_bounded_memory(object role)
    {
        using var target = new DtlsEnd((DtlsRole)role);
        target.Connection.Start(0);
        target.Drain(0);
        var options = DtlsOptions.Default;
        var random = new Random(11);
        var highest = 0;
        for (var i = 0; i < 20_000; i++)
        {
            target.Receive(i % 2 == 0 ? HugeFragment(random) : EarlyRecord(random), 0);
            highest = Math.Max(highest, target.Connection.HeldBytes);
        }

        Assert.InRange(highest, 1, options.MaxReassemblyBytes + EarlyRecords.MaxBytes);
    }

    [Fact]
    public void Message_over_the_limit_holds_nothing()
    {
        var reassembler = new HandshakeReassembler(1000, 3000);
        Assert.Equal(FragmentResult.Dropped, reassembler.Add(new(HandshakeType.Certificate, 1001, 0, 0, 1), [0]));
        Assert.Equal(FragmentResult.Dropped, reassembler.Add(new(HandshakeType.Certificate, 0xFFFFFF, 0, 0, 1), [0]));
        Assert.Equal(0, reassembler.HeldBytes);
    }

    [Fact]
    public void Next_message_finds_room_though_later_ones_hold_all_of_it()
    {
        var reassembler = new HandshakeReassembler(1000, 3 * MessageAssembly.CapacityFor(1000));
        for (ushort sequence = 1; sequence < 8; sequence++)
        {
            reassembler.Add(new(HandshakeType.Certificate, 1000, sequence, 0, 1), [0]);
        }

        Assert.Equal(3 * MessageAssembly.CapacityFor(1000), reassembler.HeldBytes);
        Assert.Equal(FragmentResult.Taken, reassembler.Add(new(HandshakeType.ServerHello, 5, 0, 0, 5), "hello"u8));
        Assert.True(reassembler.TryTake(out _));
    }

    [Fact]
    public void Copies_of_a_hello_do_not_multiply_the_answer()
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        using var server = new DtlsEnd(DtlsRole.Server);
        client.Connection.Start(0);
        var hello = Assert.Single(client.Drain(0));
        var flight = 0;
        long sent = 0;
        for (var i = 0; i < 10_000; i++)
        {
            // A copy every 100 microseconds: one second in all, its own timeouts included.
            var now = i * 100L;
            server.Receive(hello, now);
            if (server.Connection.NextDeadline <= now)
            {
                server.Connection.HandleDeadline(now);
            }

            var answer = server.Drain(now).Sum(d => d.Length);
            flight = Math.Max(flight, answer);
            sent += answer;
        }

        Assert.InRange(sent, flight, flight * (1 + DtlsOptions.Default.MaxTriggeredRetransmissions + 6));
    }

    [Fact]
    public void Forged_hello_gets_at_most_a_bounded_flight_and_a_bounded_number_of_repetitions()
    {
        using var client = new DtlsEnd(DtlsRole.Client);
        using var server = new DtlsEnd(DtlsRole.Server);
        client.Connection.Start(0);
        client.Drain(0).ForEach(d => server.Receive(d, 0));
        long sent = server.Drain(0).Sum(d => d.Length);
        Assert.InRange(sent, 500, 1200);
        var repetitions = 0;
        while (server.Connection.NextDeadline < long.MaxValue)
        {
            var now = server.Connection.NextDeadline;
            server.Connection.HandleDeadline(now);
            repetitions += server.Drain(now).Count > 0 ? 1 : 0;
        }

        Assert.Equal(DtlsState.Failed, server.State);
        Assert.InRange(repetitions, 1, 60);
    }

    [Fact]
    public void Forged_records_make_a_live_connection_send_nothing()
    {
        using var link = new DtlsLink();
        link.Connect();
        var random = new Random(3);
        for (var i = 0; i < 5_000; i++)
        {
            var datagram = new byte[random.Next(1, 200)];
            random.NextBytes(datagram);
            if (i % 2 == 0 && datagram.Length > RecordHeader.Size)
            {
                new RecordHeader((ContentType)random.Next(20, 24), RecordHeader.Dtls12, (ushort)random.Next(2), (ulong)random.Next(1000), datagram.Length - RecordHeader.Size).Write(datagram);
            }

            link.Server.Receive(datagram, link.Now + (i * 100_000L));
            Assert.Empty(link.Server.Drain(link.Now + (i * 100_000L)));
        }

        Assert.Equal(DtlsState.Connected, link.Server.State);
        Assert.Equal(0, link.Server.Connection.HeldBytes);
    }

    [Fact]
    public void Record_costs_no_allocation_in_either_direction()
    {
        using var link = new DtlsLink();
        link.Connect();
        var record = new byte[1200];
        var counter = new CountingObserver();
        using var receiver = ConnectCounting(link.Client.Certificate, counter, out var sender);
        using (sender)
        {
            for (var i = 0; i < 200; i++)
            {
                receiver.HandleDatagram(record.AsSpan(0, sender.Protect(record, 1100)), 0);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                receiver.HandleDatagram(record.AsSpan(0, sender.Protect(record, 1100)), 0);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(1200, counter.Records);
    }

    [Fact]
    public void Dropped_record_costs_no_allocation_before_it_is_decrypted()
    {
        using var link = new DtlsLink();
        link.Connect();
        var replay = link.Client.Protect("again"u8);
        var plain = new byte[100];
        new RecordHeader(ContentType.ApplicationData, RecordHeader.Dtls12, 0, 5, 87).Write(plain);
        byte[] noise = [1, 2, 3];
        link.Server.Receive(replay, link.Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            link.Server.Connection.HandleDatagram(replay, link.Now);
            link.Server.Connection.HandleDatagram(plain, link.Now);
            link.Server.Connection.HandleDatagram(noise, link.Now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static DtlsConnection ConnectCounting(DtlsCertificate certificate, IDtlsObserver observer, out DtlsConnection sender)
    {
        var receiver = new DtlsConnection(DtlsRole.Server, certificate, DtlsOptions.Default, observer);
        sender = new DtlsConnection(DtlsRole.Client, certificate, DtlsOptions.Default, new RecordingObserver());
        sender.SetExpectedFingerprints([certificate.Fingerprint], now: 0);
        receiver.SetExpectedFingerprints([certificate.Fingerprint], now: 0);
        sender.Start(0);
        var buffer = new byte[1500];
        for (var round = 0; round < 4; round++)
        {
            receiver.HandleDatagram(buffer.AsSpan(0, sender.WriteDatagram(buffer, 0)), 0);
            sender.HandleDatagram(buffer.AsSpan(0, receiver.WriteDatagram(buffer, 0)), 0);
        }

        Assert.Equal(DtlsState.Connected, sender.State);
        return receiver;
    }

    private static byte[] HugeFragment(Random random)
    {
        var record = DtlsIdentityTests.FragmentRecord(HandshakeType.Certificate, 0, new byte[10]);
        new HandshakeHeader((HandshakeType)random.Next(1, 20), random.Next(1 << 15), (ushort)random.Next(1, 12), 0, 10).Write(record.AsSpan(RecordHeader.Size));
        return record;
    }

    private static byte[] EarlyRecord(Random random)
    {
        var record = new byte[RecordHeader.Size + random.Next(1, 1100)];
        new RecordHeader((ContentType)random.Next(20, 24), RecordHeader.Dtls12, 1, (ulong)random.Next(), record.Length - RecordHeader.Size).Write(record);
        return record;
    }

    private sealed class CountingObserver : IDtlsObserver
    {
        public int Records { get; private set; }

        public void OnConnected(long now)
        {
        }

        public void OnApplicationData(Span<byte> data, long now) => Records++;

        public void OnClosed(DtlsCloseReason reason)
        {
        }
    }
}
