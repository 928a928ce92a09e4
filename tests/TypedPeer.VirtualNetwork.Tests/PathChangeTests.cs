using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Paths that break, come back, or move.</summary>
public sealed class PathChangeTests
{
    [Fact]
    public void A_partition_of_five_seconds_only_delays()
    {
        using var pair = new PeerPair(1).Connect();
        pair.IsUp = false;
        pair.LeftChannel.Send([1]);
        pair.RightChannel.Send([2]);
        pair.World.Run(5_000_000);
        Assert.Empty(pair.RightChannel.Messages);
        pair.IsUp = true;

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1 && pair.LeftChannel.Messages.Count == 1, 15_000_000));
        Assert.True(pair.World.RunUntil(() => pair.Left.States[^1] == PeerConnectionState.Connected && pair.Right.States[^1] == PeerConnectionState.Connected));
    }

    [Fact]
    public void A_partition_of_fifteen_seconds_is_seen_and_survived()
    {
        using var pair = new PeerPair(1).Connect();
        pair.IsUp = false;
        pair.LeftChannel.Send([1]);
        pair.World.Run(15_000_000);
        Assert.Equal(PeerConnectionState.Disconnected, pair.Left.States[^1]);
        Assert.Equal(PeerConnectionState.Disconnected, pair.Right.States[^1]);
        pair.IsUp = true;

        Assert.True(pair.World.RunUntil(() => pair.Left.States[^1] == PeerConnectionState.Connected && pair.Right.States[^1] == PeerConnectionState.Connected, 4_000_000));
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, 30_000_000));
    }

    [Fact]
    public void A_partition_of_a_minute_ends_both_sides_as_lost()
    {
        using var pair = new PeerPair(1).Connect();
        pair.IsUp = false;

        Assert.True(pair.World.RunUntil(() => pair.Left.Closed is not null && pair.Right.Closed is not null, 60_000_000));
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, pair.Left.Closed!.Kind);
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, pair.Right.Closed!.Kind);
        Assert.True(pair.LeftChannel.IsClosed && pair.RightChannel.IsClosed);
        Assert.Equal(PeerConnectionState.Failed, pair.Left.States[^1]);
    }

    [Fact]
    public void Peers_behind_translators_find_each_other()
    {
        using var pair = new PeerPair(1);
        pair.World.AddNat(PeerPair.LeftAddress, IPAddress.Parse("203.0.113.9"));
        pair.Connect();

        Assert.Equal("203.0.113.9:40000", pair.Right.RemoteEndPoint!.ToString());
        pair.LeftChannel.Send([1]);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1));
    }

    [Fact]
    public void A_translator_that_forgets_its_ports_is_followed_without_a_restart()
    {
        using var pair = new PeerPair(1);
        var nat = pair.World.AddNat(PeerPair.LeftAddress, IPAddress.Parse("203.0.113.9"));
        pair.Connect();
        pair.World.Run(1_000_000);

        nat.Rebind(IPAddress.Parse("203.0.113.77"));
        pair.LeftChannel.Send([1]);
        pair.RightChannel.Send([2]);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1 && pair.LeftChannel.Messages.Count == 1, 12_000_000));
        Assert.Equal("203.0.113.77", pair.Right.RemoteEndPoint!.Address.ToString());
        pair.World.Run(60_000_000);
        Assert.Equal(PeerConnectionState.Connected, pair.Left.States[^1]);
        Assert.Equal(PeerConnectionState.Connected, pair.Right.States[^1]);
    }

    [Fact]
    public void A_translator_that_forgets_its_ports_again_and_again_is_followed_for_ever()
    {
        using var pair = new PeerPair(1);
        var nat = pair.World.AddNat(PeerPair.LeftAddress, IPAddress.Parse("203.0.113.9"));
        pair.Connect();
        for (int round = 1; round <= 100; round++)
        {
            nat.Rebind();
            pair.RightChannel.Send([(byte)round]);
            Assert.True(pair.World.RunUntil(() => pair.LeftChannel.Messages.Count == round, 25_000_000), $"round {round}");
        }

        Assert.Null(pair.Left.Closed);
        Assert.Null(pair.Right.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_host_that_moves_to_another_network_goes_on_there_after_an_ICE_restart(bool movedOneOffers)
    {
        using var pair = new PeerPair(1).Connect();
        pair.LeftChannel.Send([1]);
        pair.World.Run(1_000_000);
        pair.Left.CutSocket(PeerPair.LeftAddress + ":5001");
        pair.IsUp = false;
        pair.LeftChannel.Send([2]);
        pair.RightChannel.Send([3]);
        pair.World.Run(500_000);

        pair.Left.AddSocket("203.0.113.5:5003");
        VirtualSignaling.Restart(movedOneOffers ? pair.Left : pair.Right, movedOneOffers ? pair.Right : pair.Left, delay: 50_000);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 2 && pair.LeftChannel.Messages.Count == 1, 15_000_000));
        Assert.Equal("203.0.113.5:5003", pair.Right.RemoteEndPoint!.ToString());
        pair.World.Run(60_000_000);
        Assert.Equal(PeerConnectionState.Connected, pair.Left.States[^1]);
        Assert.Equal(PeerConnectionState.Connected, pair.Right.States[^1]);
    }

    [Fact]
    public void A_path_that_failed_is_revived_by_a_restart_where_the_options_wait_for_one()
    {
        using var pair = new PeerPair(1, options: new PeerConnectionOptions { IceRestartTimeout = TimeSpan.FromMinutes(1) }).Connect();
        pair.IsUp = false;
        pair.LeftChannel.Send([1]);
        pair.World.Run(45_000_000);
        Assert.Equal(PeerConnectionState.Failed, pair.Left.States[^1]);
        Assert.Equal(PeerConnectionState.Failed, pair.Right.States[^1]);
        pair.IsUp = true;

        VirtualSignaling.Restart(pair.Left, pair.Right);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1));
        Assert.Equal(PeerConnectionState.Connected, pair.Left.States[^1]);
        Assert.Equal(PeerConnectionState.Connected, pair.Right.States[^1]);
    }

    [Fact]
    public void A_restart_in_the_middle_of_a_transfer_loses_nothing()
    {
        using var pair = new PeerPair(1, new VirtualPathOptions { Loss = 0.01, BitsPerSecond = 20_000_000, QueueBytes = 100_000 }).Connect();
        var sent = Enumerable.Range(0, 100).Select(static index => Payload.Create(index, 20_000)).ToList();
        foreach (byte[] payload in sent)
            pair.LeftChannel.Send(payload);
        pair.World.Run(200_000);

        VirtualSignaling.Restart(pair.Right, pair.Left, delay: 30_000);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == sent.Count));
        Payload.AssertSequence(sent, pair.RightChannel.Messages, "restart");
    }
}
