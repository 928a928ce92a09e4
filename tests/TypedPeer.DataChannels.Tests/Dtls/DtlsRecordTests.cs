using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;
using TypedPeer.DataChannels.Tests.Dtls.Support;

namespace TypedPeer.DataChannels.Tests.Dtls;

/// <summary>What a live connection makes of records nobody, or somebody else, sent.</summary>
public sealed class DtlsRecordTests
{
    [Fact]
    public void Replayed_record_is_delivered_once()
    {
        using var link = Connected();
        var record = link.Client.Protect("once"u8);
        link.Server.Receive(record, link.Now);
        link.Server.Receive(record, link.Now);

        Assert.Single(link.Server.Observer.Data);
    }

    [Fact]
    public void Window_of_64_records_takes_late_ones_and_drops_older_ones()
    {
        using var link = Connected();
        var records = Enumerable.Range(0, 65).Select(i => link.Client.Protect([(byte)i])).ToList();
        link.Server.Receive(records[64], link.Now);
        link.Server.Receive(records[1], link.Now);
        link.Server.Receive(records[0], link.Now);

        Assert.Equal([[64], [1]], link.Server.Observer.Data);
    }

    [Fact]
    public void Forged_record_does_not_move_the_replay_window()
    {
        using var link = Connected();
        var real = link.Client.Protect("real"u8);
        var forged = real.ToArray();
        new RecordHeader(ContentType.ApplicationData, RecordHeader.Dtls12, 1, RecordHeader.MaxSequence, forged.Length - RecordHeader.Size).Write(forged);
        link.Server.Receive(forged, link.Now);
        link.Server.Receive(real, link.Now);

        Assert.Equal("real"u8.ToArray(), Assert.Single(link.Server.Observer.Data));
    }

    [Fact]
    public void Every_flipped_bit_of_a_record_is_noticed()
    {
        using var link = Connected();
        var record = link.Client.Protect("do not touch"u8);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            var flipped = record.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            link.Server.Receive(flipped, link.Now);
        }

        Assert.Empty(link.Server.Observer.Data);
        Assert.Equal(DtlsState.Connected, link.Server.State);
        link.Server.Receive(record, link.Now);
        Assert.Single(link.Server.Observer.Data);
    }

    [Fact]
    public void Bad_records_are_skipped_and_the_rest_of_the_datagram_is_read()
    {
        using var link = Connected();
        var forged = link.Client.Protect("forged"u8);
        forged[^1] ^= 1;
        var foreignEpoch = link.Client.Protect("epoch"u8);
        foreignEpoch[4] = 2;
        var plain = new byte[RecordHeader.Size + 5];
        new RecordHeader(ContentType.ApplicationData, RecordHeader.Dtls12, 0, 77, 5).Write(plain);
        var tooShort = new byte[RecordHeader.Size + 3];
        new RecordHeader(ContentType.ApplicationData, RecordHeader.Dtls12, 1, 78, 3).Write(tooShort);
        link.Server.Receive([.. forged, .. foreignEpoch, .. plain, .. tooShort, .. link.Client.Protect("real"u8)], link.Now);

        Assert.Equal("real"u8.ToArray(), Assert.Single(link.Server.Observer.Data));
    }

    [Fact]
    public void Length_past_the_end_drops_the_rest_of_the_datagram_only()
    {
        using var link = Connected();
        var cut = link.Client.Protect("cut short"u8)[..^1];
        link.Server.Receive([.. link.Client.Protect("before"u8), .. cut], link.Now);
        link.Server.Receive(link.Client.Protect("after"u8), link.Now);

        Assert.Equal(["before"u8.ToArray(), "after"u8.ToArray()], link.Server.Observer.Data);
    }

    [Fact]
    public void Bad_ClientHello_does_not_end_a_live_session()
    {
        using var link = Connected();
        link.Server.Receive(DtlsIdentityTests.FragmentRecord(HandshakeType.ClientHello, sequence: 0, [1, 2, 3]), link.Now);
        using var stranger = new DtlsEnd(DtlsRole.Client);
        stranger.Connection.Start(0);
        stranger.Drain(0).ForEach(hello => link.Server.Receive(hello, link.Now));

        Assert.Empty(link.Server.Drain(link.Now));
        link.Server.Receive(link.Client.Protect("still here"u8), link.Now);
        Assert.Single(link.Server.Observer.Data);
    }

    [Theory]
    [InlineData(DtlsRole.Client, HandshakeType.HelloRequest)]
    [InlineData(DtlsRole.Server, HandshakeType.ClientHello)]
    public void Renegotiation_is_not_answered(object role, object type)
    {
        using var target = new DtlsEnd((DtlsRole)role);
        using var puppet = PuppetStates.Bring(target, HandshakePhase.Done);
        var heard = puppet.Heard.Count;
        puppet.Flight.Add((HandshakeType)type, [], epoch: 1);
        puppet.Deliver();

        Assert.Equal(DtlsState.Connected, target.State);
        Assert.Equal(heard, puppet.Heard.Count);
        Assert.Empty(puppet.Alerts);
    }

    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void Alert_in_the_clear_does_not_end_an_encrypted_connection(object role)
    {
        using var target = new DtlsEnd((DtlsRole)role);
        using var puppet = PuppetStates.Bring(target, HandshakePhase.Done);
        puppet.SendRecord(ContentType.Alert, 0, [2, (byte)DtlsAlert.HandshakeFailure]);
        puppet.SendRecord(ContentType.Alert, 0, [1, (byte)DtlsAlert.CloseNotify]);
        Assert.Equal(DtlsState.Connected, target.State);

        puppet.SendRecord(ContentType.Alert, 1, [2, (byte)DtlsAlert.InternalError]);
        Assert.Equal(DtlsState.Failed, target.State);
        Assert.Equal(DtlsAlert.InternalError, Assert.Single(target.Observer.Closed).Alert);
    }

    [Fact]
    public void Records_under_another_key_are_counted_and_end_the_connection_at_the_limit()
    {
        using var link = new DtlsLink(serverOptions: new DtlsOptions { MaxForgedRecords = 3 });
        link.Connect();
        var record = link.Client.Protect("forged"u8);
        record[^1] ^= 1;
        for (var i = 0; i < 3; i++)
        {
            link.Server.Receive(record, link.Now);
        }

        Assert.Equal(DtlsState.Connected, link.Server.State);
        link.Server.Receive(record, link.Now);
        Assert.Equal(DtlsCloseKind.TooManyForgedRecords, Assert.Single(link.Server.Observer.Closed).Kind);
    }

    [Fact]
    public void Data_that_overtakes_the_last_flight_is_delivered_after_it()
    {
        using var link = new DtlsLink();
        link.ExpectEachOther();
        link.Client.Connection.Start(0);
        link.Client.Drain(0).ForEach(d => link.Server.Receive(d, 0));
        link.Server.Drain(0).ForEach(d => link.Client.Receive(d, 0));
        link.Client.Drain(0).ForEach(d => link.Server.Receive(d, 0));
        var lastFlight = link.Server.Drain(0);
        link.Client.Receive(link.Server.Protect("overtakes"u8), 0);
        Assert.Empty(link.Client.Observer.Data);

        lastFlight.ForEach(d => link.Client.Receive(d, 0));
        Assert.Equal(1, link.Client.Observer.ConnectedCount);
        Assert.Equal("overtakes"u8.ToArray(), Assert.Single(link.Client.Observer.Data));
    }

    [Theory]
    [InlineData(DtlsRole.Client)]
    [InlineData(DtlsRole.Server)]
    public void Protected_data_waits_for_the_end_of_the_handshake(object role)
    {
        using var target = new DtlsEnd((DtlsRole)role);
        using var puppet = PuppetStates.Bring(target, HandshakePhase.WaitFinished);
        puppet.SendRecord(ContentType.ApplicationData, 1, "too early"u8);
        Assert.Empty(target.Observer.Data);

        puppet.Context.SendFinished();
        puppet.Deliver();
        Assert.Equal(DtlsState.Connected, target.State);
        Assert.Equal("too early"u8.ToArray(), Assert.Single(target.Observer.Data));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Protected_data_waits_for_the_SDP(bool isTrusted)
    {
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = PuppetStates.Bring(server, HandshakePhase.WaitFingerprint);
        puppet.SendRecord(ContentType.ApplicationData, 1, "who am I?"u8);
        Assert.Empty(server.Observer.Data);

        server.Connection.SetExpectedFingerprints([isTrusted ? puppet.Certificate.Fingerprint : server.Certificate.Fingerprint], now: 0);
        Assert.Equal(isTrusted ? 1 : 0, server.Observer.Data.Count);
    }

    [Fact]
    public void Record_numbers_and_nonces_never_repeat_in_retransmissions()
    {
        var numbers = new HashSet<(bool, ulong)>();
        var protectedRecords = 0;
        using var link = new DtlsLink((fromClient, index, datagram) =>
        {
            var rest = datagram.AsSpan();
            while (RecordHeader.TryParse(rest, out var header))
            {
                Assert.True(numbers.Add((fromClient, header.EpochAndSequence)));
                protectedRecords += header.Epoch;
                rest = rest[(RecordHeader.Size + header.Length)..];
            }

            return index % 3 == 2 ? [DtlsLink.Latency] : [];
        });
        link.ExpectEachOther();
        link.Client.Connection.Start(0);
        link.Run();

        Assert.Equal(DtlsState.Connected, link.Client.State);
        Assert.Equal(DtlsState.Connected, link.Server.State);
        Assert.True(protectedRecords > 2, "Finished was never repeated, so this proved nothing.");
    }

    [Fact]
    public void Connection_closes_before_its_record_numbers_run_out()
    {
        const int Left = 100;
        var options = new DtlsOptions { FirstWriteSequence = RecordHeader.MaxSequence - Left + 1 };
        using var link = new DtlsLink(clientOptions: options);
        link.Connect();
        var numbers = new HashSet<ulong>();
        for (byte[] record; (record = link.Client.Protect("x"u8)).Length > 0;)
        {
            Assert.True(RecordHeader.TryParse(record, out var header));
            Assert.True(numbers.Add(header.Sequence));
            link.Server.Receive(record, link.Now);
            Assert.True(numbers.Count <= Left);
        }

        Assert.Equal(DtlsCloseKind.SequenceExhausted, Assert.Single(link.Client.Observer.Closed).Kind);
        Assert.Equal(numbers.Count, link.Server.Observer.Data.Count);
        link.Client.Drain(link.Now).ForEach(d => link.Server.Receive(d, link.Now));
        Assert.Equal(DtlsCloseKind.RemoteClose, Assert.Single(link.Server.Observer.Closed).Kind);
    }

    [Fact]
    public void Record_layer_refuses_the_number_after_the_last()
    {
        var options = new DtlsOptions { FirstWriteSequence = RecordHeader.MaxSequence };
        using var server = new DtlsEnd(DtlsRole.Server);
        using var puppet = new PuppetClient(server, options: options);
        puppet.Play(3);

        Assert.NotEmpty(puppet.MakeRecord(ContentType.Alert, 1, [1, 0]));
        Assert.Empty(puppet.MakeRecord(ContentType.Alert, 1, [1, 0]));
    }

    [Fact]
    public void Peer_may_start_at_a_high_record_number_without_harm()
    {
        using var link = new DtlsLink(clientOptions: new DtlsOptions { FirstWriteSequence = 1UL << 40 });
        link.Connect();
        link.Server.Receive(link.Client.Protect("high"u8), link.Now);

        Assert.Single(link.Server.Observer.Data);
    }

    private static DtlsLink Connected()
    {
        var link = new DtlsLink();
        link.Connect();
        return link;
    }
}
