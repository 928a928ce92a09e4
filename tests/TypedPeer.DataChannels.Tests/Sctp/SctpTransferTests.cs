using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

public class SctpTransferTests
{
    private readonly SimulatedPair _pair = new();

    [Fact]
    public void Both_sides_start_and_both_are_connected_once()
    {
        _pair.Connect();
        Assert.Equal(1, _pair.Left.Observer.Connected);
        Assert.Equal(1, _pair.Right.Observer.Connected);
    }

    [Fact]
    public void One_side_alone_can_start()
    {
        _pair.Left.Association.Start(_pair.Now);
        _pair.RunUntil(() => _pair.Left.Observer.Connected == 1 && _pair.Right.Observer.Connected == 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1172)]
    [InlineData(1173)]
    [InlineData(16 * 1024)]
    [InlineData(256 * 1024)]
    public void A_message_arrives_as_it_was_sent(int length)
    {
        _pair.Connect();
        var payload = Payload(length, 7);
        _pair.Send(_pair.Left, 3, payload);
        _pair.RunUntil(() => _pair.Right.Observer.Messages.Count == 1);
        var message = _pair.Right.Observer.Messages[0];
        Assert.Equal((3, 53u), (message.Stream, message.Ppid));
        Assert.Equal(payload, message.Payload);
        _pair.RunUntilDrained();
        Assert.Equal(0, _pair.Left.Association.InFlightBytes);
        Assert.Equal(0, _pair.Left.Association.TotalBufferedAmount);
    }

    [Fact]
    public void Messages_sent_before_the_handshake_are_kept()
    {
        _pair.Send(_pair.Left, 0, Payload(100, 1));
        _pair.Connect();
        _pair.RunUntil(() => _pair.Right.Observer.Messages.Count == 1);
    }

    [Theory]
    [InlineData(0.0, 0.0, 0)]
    [InlineData(0.1, 0.0, 0)]
    [InlineData(0.0, 0.2, 0)]
    [InlineData(0.0, 0.0, 50_000)]
    [InlineData(0.2, 0.1, 30_000)]
    public void Everything_arrives_once_and_in_order_over_a_bad_link(double loss, double duplication, long jitter)
    {
        _pair.BothWays = new LinkConditions { Loss = loss, Duplication = duplication, Jitter = jitter };
        _pair.Connect();
        var random = new Random(5);
        var sent = Enumerable.Range(0, 300).Select(i => Payload(random.Next(1, 5000), i)).ToArray();
        foreach (var payload in sent)
        {
            _pair.Send(_pair.Left, 1, payload);
            _pair.Send(_pair.Right, 1, payload);
        }

        _pair.RunUntil(() => _pair.Left.Observer.Messages.Count >= 300 && _pair.Right.Observer.Messages.Count >= 300);
        _pair.RunUntilDrained();
        Assert.Equal(sent, _pair.Right.Observer.Messages.Select(m => m.Payload));
        Assert.Equal(sent, _pair.Left.Observer.Messages.Select(m => m.Payload));
        Assert.Equal(0, _pair.Right.Association.ReceiveBufferBytes);
    }

    [Fact]
    public void Small_messages_share_packets()
    {
        _pair.Connect();
        var before = _pair.Left.PacketsSent;
        for (var i = 0; i < 140; i++)
        {
            _pair.Send(_pair.Left, 0, Payload(64, i));
        }

        _pair.RunUntilDrained();
        Assert.Equal(140, _pair.Right.Observer.Messages.Count);
        Assert.InRange(_pair.Left.PacketsSent - before, 10, 11);
    }

    /// <summary>A burst that is read from the socket at once costs one SACK, not one for every second packet.</summary>
    [Fact]
    public void Packets_that_are_read_at_once_are_acknowledged_together()
    {
        var pair = KnownPair.Connected();
        for (uint number = 0; number < 100; number++)
        {
            pair.Right.Association.HandlePacket(Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn + number, 0, (ushort)number, 1)), pair.Now);
        }

        var sent = pair.Record(pair.Right);
        pair.Flush();
        Assert.Equal(100, pair.Right.Observer.Messages.Count);
        Assert.Equal(SctpChunkType.Sack, Assert.Single(Crafted.Chunks(Assert.Single(sent)))[0]);
    }

    [Fact]
    public void Buffered_amount_falls_as_packets_leave_and_the_low_threshold_is_told_once()
    {
        _pair.Connect();
        _pair.Left.Association.SetBufferedAmountLowThreshold(2, 10_000);
        _pair.Send(_pair.Left, 2, Payload(100_000, 1));
        Assert.Equal(100_000, _pair.Left.Association.GetBufferedAmount(2));
        Assert.Empty(_pair.Left.Observer.LowBuffers);
        _pair.RunUntilDrained();
        Assert.Equal([2], _pair.Left.Observer.LowBuffers);
        Assert.Equal(0, _pair.Left.Association.GetBufferedAmount(2));
    }

    [Fact]
    public void Shutdown_delivers_what_is_queued_and_ends_both_sides()
    {
        _pair.BothWays = new LinkConditions { Loss = 0.1 };
        _pair.Connect();
        for (var i = 0; i < 50; i++)
        {
            _pair.Send(_pair.Left, 0, Payload(10_000, i));
        }

        _pair.Left.Association.Shutdown(_pair.Now);
        _pair.RunUntil(() => _pair.Left.Observer.Closed is not null && _pair.Right.Observer.Closed is not null);
        Assert.Equal(50, _pair.Right.Observer.Messages.Count);
        Assert.Equal(SctpCloseKind.Shutdown, _pair.Left.Observer.Closed!.Value.Kind);
        Assert.Equal(SctpCloseKind.Shutdown, _pair.Right.Observer.Closed!.Value.Kind);
    }

    /// <summary>Every way to lose some of the first three packets of each side once the shutdown begins, started by one side or both.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Shutdown_survives_every_pattern_of_loss(bool both)
    {
        for (var pattern = 0; pattern < 64; pattern++)
        {
            var pair = new SimulatedPair(pattern + 1).Connect();
            pair.RunFor(100_000);
            var (left, right, lost) = (pair.Left.PacketsSent, pair.Right.PacketsSent, pattern);
            pair.Left.Filter = (number, _) => number - left > 3 || (lost & (1 << (number - left - 1))) == 0;
            pair.Right.Filter = (number, _) => number - right > 3 || (lost & (8 << (number - right - 1))) == 0;
            pair.Send(pair.Left, 0, Payload(1000, 1));
            pair.Left.Association.Shutdown(pair.Now);
            if (both)
            {
                pair.Send(pair.Right, 0, Payload(1000, 1));
                pair.Right.Association.Shutdown(pair.Now);
            }

            pair.RunUntil(() => pair.Left.Observer.Closed is not null && pair.Right.Observer.Closed is not null);
            Assert.Single(pair.Right.Observer.Messages);
            Assert.Equal(both ? 1 : 0, pair.Left.Observer.Messages.Count);
            Assert.Equal(SctpCloseKind.Shutdown, pair.Left.Observer.Closed!.Value.Kind);
            Assert.Equal(SctpCloseKind.Shutdown, pair.Right.Observer.Closed!.Value.Kind);
        }
    }

    [Fact]
    public void A_peer_that_never_finishes_the_shutdown_is_left()
    {
        _pair.Connect();
        _pair.Left.Association.Shutdown(_pair.Now);
        _pair.Right.Filter = (_, _) => false;
        _pair.RunUntil(() => _pair.Left.Observer.Closed is not null);
        Assert.Equal(SctpCloseKind.Timeout, _pair.Left.Observer.Closed!.Value.Kind);
    }

    [Fact]
    public void Sending_after_shutdown_or_abort_is_refused()
    {
        _pair.Connect();
        _pair.Left.Association.Shutdown(_pair.Now);
        Assert.Equal(SctpSendResult.AssociationEnding, _pair.TrySend(_pair.Left, 0, [1]));
        _pair.Right.Association.Abort("enough", _pair.Now);
        Assert.Equal(SctpSendResult.AssociationEnding, _pair.TrySend(_pair.Right, 0, [1]));
        Assert.Throws<ArgumentException>(() => new SimulatedPair().Connect().Left.Association.Send(0, 53, (byte[])[], default, 0));
    }

    [Fact]
    public void Abort_tells_the_peer_why()
    {
        _pair.Connect();
        _pair.Left.Association.Abort("enough", _pair.Now);
        _pair.RunUntil(() => _pair.Right.Observer.Closed is not null);
        Assert.Equal(SctpCloseKind.LocalAbort, _pair.Left.Observer.Closed!.Value.Kind);
        Assert.Equal(SctpCloseKind.RemoteAbort, _pair.Right.Observer.Closed!.Value.Kind);
        Assert.Contains("enough", _pair.Right.Observer.Closed!.Value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_is_reset_after_its_messages_and_begins_anew()
    {
        _pair.BothWays = new LinkConditions { Loss = 0.2 };
        _pair.Connect();
        _pair.Send(_pair.Left, 4, Payload(50_000, 1));
        _pair.Left.Association.ResetStream(4, _pair.Now);
        _pair.RunUntil(() => _pair.Left.Observer.ResetsDone.Count == 1);
        Assert.Equal([((ushort)4, true)], _pair.Left.Observer.ResetsDone);
        Assert.Equal([(ushort)4], _pair.Right.Observer.Resets);
        Assert.Single(_pair.Right.Observer.Messages);
        _pair.Send(_pair.Left, 4, Payload(10, 2));
        _pair.RunUntil(() => _pair.Right.Observer.Messages.Count == 2);
    }

    internal static byte[] Payload(int length, int seed)
    {
        var payload = new byte[length];
        new Random(seed).NextBytes(payload);
        return payload;
    }
}
