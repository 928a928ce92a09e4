using TypedPeer.DataChannels;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Channels;

/// <summary>What is said to wait is the application's bytes, from <c>Send</c> until they leave.</summary>
public sealed class BufferedAmountTests
{
    [Fact]
    public void What_the_protocol_sends_is_no_buffered_amount_and_raises_no_signal()
    {
        using var pair = new PeerPair(1).Connect();
        var channel = pair.Left.CreateChannel(new string('l', 200), new DataChannelOptions { Protocol = new string('p', 1000) });
        int signals = 0;
        channel.BufferedAmountLow = () => signals++;
        Assert.Equal(0, channel.BufferedAmount);
        pair.World.Run(1_000_000);
        var theirs = pair.Right.Channels[new string('l', 200)];
        theirs.BufferedAmountLow = () => signals++;

        channel.Send([]);
        channel.Send([], isText: true);
        Assert.Equal(0, channel.BufferedAmount);
        pair.World.Run(1_000_000);

        Assert.Equal((2, 0), (theirs.Messages.Count, signals));
        Assert.Equal((0, 0), (channel.BufferedAmount, theirs.BufferedAmount));
    }

    [Fact]
    public void It_grows_with_send_at_once_from_before_the_connection_on_and_falls_as_bytes_leave()
    {
        using var pair = new PeerPair(2, new VirtualPathOptions { BitsPerSecond = 1_000_000 });
        var channel = pair.Left.CreateChannel("x");
        var signals = new List<long>();
        channel.BufferedAmountLow = () => signals.Add(channel.BufferedAmount);
        channel.BufferedAmountLowThreshold = 30_000;
        channel.Send([]);
        channel.Send(new byte[1000]);
        channel.Send(new byte[50_000], isText: true);
        Assert.Equal(51_000, channel.BufferedAmount);

        pair.Begin();
        Assert.True(pair.World.RunUntil(() => signals.Count > 0));
        Assert.InRange(channel.BufferedAmount, 1, 30_000);
        Assert.True(pair.World.RunUntil(() => channel.BufferedAmount == 0));
        Assert.True(pair.World.RunUntil(() => pair.Right.Channels.TryGetValue("x", out var theirs) && theirs.Messages.Count == 3));

        // It fell once from above the mark, and what was below it again says nothing.
        channel.Send(new byte[20_000]);
        pair.World.Run(10_000_000);
        Assert.Single(signals);
    }

    [Theory]
    [InlineData("channel")]
    [InlineData("connection")]
    [InlineData("path")]
    public void It_stays_what_it_was_when_the_channel_ends_with_bytes_left(string what)
    {
        using var pair = new PeerPair(3).Connect();
        pair.IsUp = false;
        var channel = pair.LeftChannel;
        int signals = 0;
        channel.BufferedAmountLow = () => signals++;
        channel.Send(new byte[200_000]);
        long before = channel.BufferedAmount;
        Assert.InRange(before, 100_000, 200_000);

        switch (what)
        {
            case "channel":
                channel.Close(atOnce: true);
                break;
            case "connection":
                pair.Left.Close(abort: true);
                break;
            default:
                // Until it is given up, now and then a packet leaves.
                Assert.True(pair.World.RunUntil(
                    () =>
                    {
                        before = pair.Left.Closed is null ? channel.BufferedAmount : before;
                        return pair.Left.Closed is not null;
                    },
                    200_000_000));
                break;
        }

        pair.World.Run(1_000_000);
        Assert.True(channel.IsClosed);
        Assert.Equal((before, 0), (channel.BufferedAmount, signals));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(30_000)]
    public void What_waits_for_a_peer_that_takes_nothing_is_bounded_and_goes_on_when_it_does(int size)
    {
        const int Limit = 256 * 1024;
        using var pair = new PeerPair(5, options: new PeerConnectionOptions { MaxBufferedAmount = Limit }).Connect();
        pair.IsUp = false;
        var channel = pair.LeftChannel;
        int sent = SendUntilFull(channel, size);
        long buffered = channel.BufferedAmount;
        Assert.InRange((long)sent * (size + 100), Limit / 2, 2 * Limit);
        Assert.Throws<InvalidOperationException>(() => channel.Send(new byte[size]));
        Assert.Equal((buffered, true), (channel.BufferedAmount, channel.IsOpen));

        pair.IsUp = true;
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == sent));
        pair.World.Run(1_000_000);
        pair.IsUp = false;
        Assert.Equal(sent, SendUntilFull(channel, size));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Messages_whose_time_is_over_make_room_for_others_although_nothing_leaves(bool isBehindAnother)
    {
        using var pair = new PeerPair(7, options: new PeerConnectionOptions { MaxBufferedAmount = 256 * 1024 }).Connect();
        var states = pair.Left.CreateChannel("states", new DataChannelOptions { Ordered = false, MaxPacketLifeTime = TimeSpan.FromMilliseconds(100) });
        pair.World.Run(1_000_000);
        pair.IsUp = false;
        if (isBehindAnother)
            pair.LeftChannel.Send(new byte[60_000]);

        int sent = SendUntilFull(states, 1000);
        pair.World.Run(150_000);

        Assert.InRange(SendUntilFull(states, 1000), sent / 2, sent);
    }

    [Fact]
    public void What_waits_for_the_connection_is_bounded_too_and_one_message_may_be_larger()
    {
        using var pair = new PeerPair(6, options: new PeerConnectionOptions { MaxBufferedAmount = 64 * 1024 });
        var first = pair.Left.CreateChannel("first");
        var second = pair.Left.CreateChannel("second");
        first.Send(new byte[65_536]);
        Assert.Throws<InvalidOperationException>(() => second.Send([1]));
        first.Close(atOnce: true);
        int sent = SendUntilFull(second, 1000);
        Assert.InRange(sent, 30, 64);

        pair.Begin();
        Assert.True(pair.World.RunUntil(() => pair.Right.Channels.TryGetValue("second", out var theirs) && theirs.Messages.Count == sent));
        pair.World.Run(1_000_000);
        second.Send(new byte[200_000]);
        Assert.Throws<InvalidOperationException>(() => second.Send([1]));
    }

    [Fact]
    public void A_channel_of_higher_priority_leaves_first_in_proportion()
    {
        using var pair = new PeerPair(4, new VirtualPathOptions { BitsPerSecond = 2_000_000 }).Connect();
        var low = pair.Left.CreateChannel("low", new DataChannelOptions { Priority = DataChannelPriority.VeryLow });
        var high = pair.Left.CreateChannel("high", new DataChannelOptions { Priority = DataChannelPriority.High });
        for (int index = 0; index < 200; index++)
        {
            low.Send(new byte[1000]);
            high.Send(new byte[1000]);
        }

        Assert.True(pair.World.RunUntil(() => pair.Right.Channels.TryGetValue("high", out var theirs) && theirs.Messages.Count >= 160));

        // Eight to one (RFC 8831, section 6.4).
        Assert.InRange(pair.Right.Channels["low"].Messages.Count, 10, 40);
    }

    private static int SendUntilFull(VirtualChannel channel, int size)
    {
        for (int sent = 0; ; sent++)
        {
            try
            {
                channel.Send(new byte[size]);
            }
            catch (InvalidOperationException)
            {
                return sent;
            }

            Assert.InRange(sent, 0, 1_000_000);
        }
    }
}
