using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>A stream that has another channel before both sides know that the last one is over: answers are lost, or late.</summary>
public sealed class StreamReuseTests
{
    private static readonly DataChannelOptions NegotiatedFive = new() { Negotiated = true, Id = 5 };

    private readonly TableSide _right = new(isClient: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_channel_that_comes_and_goes_before_the_answer_to_our_reset_has_its_messages_told_and_ends(bool isGivenUp)
    {
        _right.Receive(0, PayloadProtocol.Dcep, DcepMessage.WriteOpen("first", new DataChannelOptions()));
        var first = _right.Incoming();
        _right.Table.OnStreamReset(0, now: 0);
        _right.Table.RunDeferred(now: 0);
        if (isGivenUp)
        {
            _right.Table.CloseNow(first);
        }

        // The peer has taken our reset, used the stream anew and closed that, and all of it comes sooner than its answer.
        _right.Receive(0, PayloadProtocol.Dcep, DcepMessage.WriteOpen("second", new DataChannelOptions()));
        _right.Receive(0, PayloadProtocol.Binary, [42]);
        _right.Table.OnStreamReset(0, now: 0);
        Answer(0);
        _right.Table.RunDeferred(now: 0);
        Assert.Equal(2, _right.ResetsAsked);
        Answer(0);

        var second = _right.Incoming();
        Assert.Equal(("second", DataChannelState.Closed, PeerChannelCloseKind.Remote), (second.Label, second.State, second.CloseReason!.Kind));
        Assert.Equal([42], _right.MessagesOf(second));
        Assert.Equal((DataChannelState.Closed, 0), (first.State, _right.Table.Count));
    }

    [Fact]
    public void A_negotiated_channel_made_while_the_close_of_the_peers_is_answered_waits_for_that_and_works()
    {
        var left = new TableSide(isClient: true);
        var alone = left.Table.Create("alone", NegotiatedFive, now: 0);
        left.Table.Close(alone);
        left.Table.RunDeferred(now: 0);
        _right.Table.OnStreamReset(5, now: 0);
        _right.Table.RunDeferred(now: 0);

        var late = _right.Table.Create("late", NegotiatedFive, now: 0);
        _right.Table.Send(late, (byte[])[1], isText: false, now: 0);
        _right.Receive(5, PayloadProtocol.Binary, [2]);
        Assert.Equal((DataChannelState.Connecting, 0), (late.State, _right.MessagesOf(late).Count));
        Answer(5);

        Assert.Equal(DataChannelState.Open, late.State);
        Assert.Equal([2], _right.MessagesOf(late));
        _right.Table.Close(late);
        _right.Table.RunDeferred(now: 0);
        Assert.Equal(2, _right.ResetsAsked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_negotiated_channel_that_waits_for_its_stream_ends_when_either_side_closes_it(bool isOurs)
    {
        _right.Table.OnStreamReset(5, now: 0);
        _right.Table.RunDeferred(now: 0);
        var late = _right.Table.Create("late", NegotiatedFive, now: 0);
        _right.Receive(5, PayloadProtocol.Binary, [2]);
        if (isOurs)
        {
            _right.Table.Close(late);
        }
        else
        {
            _right.Table.OnStreamReset(5, now: 0);
        }

        Assert.Equal((DataChannelState.Closed, isOurs ? PeerChannelCloseKind.Local : PeerChannelCloseKind.Remote), (late.State, late.CloseReason!.Kind));
        Assert.Equal(isOurs ? [] : [2], _right.MessagesOf(late));
        Answer(5);
        _right.Table.RunDeferred(now: 0);
        Assert.Equal((isOurs ? 1 : 2, 0), (_right.ResetsAsked, _right.Table.Count));
    }

    [Fact]
    public void A_stream_whose_channel_was_ended_here_at_once_is_refused_until_the_peer_has_answered()
    {
        var channel = _right.Table.Create("mine", NegotiatedFive, now: 0);
        _right.Table.CloseNow(channel);
        _right.Table.RunDeferred(now: 0);

        Assert.Throws<InvalidOperationException>(() => _right.Table.Create("again", NegotiatedFive, now: 0));
        Answer(5);
        Assert.Equal(DataChannelState.Open, _right.Table.Create("again", NegotiatedFive, now: 0).State);
    }

    /// <summary>The peer's answer to our reset comes.</summary>
    private void Answer(ushort stream) => _right.OnResetAnswered(stream);
}
