using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>That a channel begins to close is told once, and only to a side that did not begin it.</summary>
public sealed class DataChannelClosingTests
{
    private readonly TableSide _left = new(isClient: true);
    private readonly TableSide _right = new(isClient: false);

    [Fact]
    public void Only_the_other_side_is_told_that_a_channel_begins_to_close()
    {
        var (ours, _) = Open();
        _left.Table.Close(ours);
        Run();

        Assert.Equal([PeerEventKind.ChannelClosed], _left.Kinds());
        Assert.Equal([PeerEventKind.ChannelClosing, PeerEventKind.ChannelClosed], _right.Kinds());
    }

    [Fact]
    public void Two_sides_that_close_at_once_are_told_of_the_end_alone()
    {
        var (ours, theirs) = Open();
        _left.Table.Close(ours);
        _right.Table.Close(theirs);
        Run();

        Assert.Equal([PeerEventKind.ChannelClosed], _left.Kinds());
        Assert.Equal([PeerEventKind.ChannelClosed], _right.Kinds());
    }

    [Fact]
    public void A_channel_whose_rules_the_peer_breaks_begins_to_close_for_both()
    {
        var (ours, theirs) = Open();
        _right.Receive(ours.Id!.Value, PayloadProtocol.Dcep, DcepMessage.WriteOpen("again", new DataChannelOptions()));
        Run();

        Assert.Equal([PeerEventKind.ChannelClosing, PeerEventKind.ChannelClosed], _right.Kinds());
        Assert.Equal([PeerEventKind.ChannelClosing, PeerEventKind.ChannelClosed], _left.Kinds());
        Assert.Equal((PeerChannelCloseKind.ProtocolError, PeerChannelCloseKind.Remote), (theirs.CloseReason!.Kind, ours.CloseReason!.Kind));
    }

    [Fact]
    public void A_channel_that_is_made_after_the_peer_closed_it_opens_gets_its_messages_and_closes()
    {
        var options = new DataChannelOptions { Negotiated = true, Id = 4 };
        var theirs = _left.Table.Create("early", options, now: 0);
        _left.Table.Send(theirs, (byte[])[7], isText: false, now: 0);
        _left.Table.Close(theirs);
        Run();
        _right.Events.Clear();
        var late = _right.Table.Create("late", options, now: 0);
        Run();

        Assert.Equal([PeerEventKind.ChannelOpen, PeerEventKind.ChannelMessage, PeerEventKind.ChannelClosing, PeerEventKind.ChannelClosed], _right.Kinds());
        Assert.Equal(PeerChannelCloseKind.Remote, late.CloseReason!.Kind);
    }

    [Fact]
    public void A_channel_that_the_peer_closes_and_this_side_then_at_once_is_told_of_each_once()
    {
        var (ours, theirs) = Open();
        _right.PeerIsBusy = true;
        _left.Table.Close(ours);
        Run();
        _right.Table.CloseNow(theirs);
        Run();

        Assert.Equal([PeerEventKind.ChannelClosing, PeerEventKind.ChannelClosed], _right.Kinds());
    }

    [Fact]
    public void A_connection_that_ends_tells_of_no_beginning()
    {
        Open();
        _right.Table.CloseAll(CloseReasons.Lost("cable cut"));

        Assert.Equal([PeerEventKind.ChannelClosed], _right.Kinds());
    }

    private (DataChannelCore Ours, DataChannelCore Theirs) Open()
    {
        var ours = _left.Table.Create("x", new DataChannelOptions(), now: 0);
        Run();
        var theirs = _right.Incoming();
        _left.Events.Clear();
        _right.Events.Clear();
        return (ours, theirs);
    }

    private void Run() => TableSide.Run(_left, _right);
}
