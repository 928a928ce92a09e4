using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Moves;

/// <summary>Hosts whose addresses vanish, and come elsewhere. The peer is told by nobody but the one that moves.</summary>
public sealed class MoveTests
{
    private const long Delay = 10_000;
    private const long RoundTrip = 2 * Delay;
    private const string LeftSocket = "192.0.2.1:5001";
    private const string RightSocket = "198.51.100.2:5002";
    private const string NewLeftSocket = "203.0.113.5:5003";
    private const string NewRightSocket = "203.0.113.6:5004";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_host_that_moves_to_another_network_goes_on_there_without_signalling(bool controllingMoves)
    {
        using var pair = new PeerPair(1, new VirtualPathOptions { Delay = Delay }).Connect();
        pair.World.Run(5_000_000);
        var (mover, movers, other, others) = controllingMoves
            ? (pair.Left, pair.LeftChannel, pair.Right, pair.RightChannel)
            : (pair.Right, pair.RightChannel, pair.Left, pair.LeftChannel);
        mover.RemoveSocket(controllingMoves ? LeftSocket : RightSocket);
        Assert.Equal(PeerConnectionState.Disconnected, mover.States[^1]);
        movers.Send([1]);
        others.Send([2]);
        pair.World.Run(700_000);

        mover.AddSocket(NewLeftSocket);

        Assert.True(pair.World.RunUntil(() => others.Messages.Count == 1, 3 * RoundTrip), "What the mover says arrives with the first check that was answered.");
        Assert.True(pair.World.RunUntil(() => movers.Messages.Count == 1, 1_000_000), "What is said to it waits until the old path was found silent.");
        Assert.Equal(NewLeftSocket, other.RemoteEndPoint!.ToString());
        AssertStays(pair);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_path_that_works_takes_over_at_once(bool controllingLoses)
    {
        using var pair = new PeerPair(1, new VirtualPathOptions { Delay = Delay });
        var (loser, losers, others) = controllingLoses ? (pair.Left, "c", "c") : (pair.Right, "c", "c");
        loser.AddSocket(NewLeftSocket);
        pair.Connect();
        pair.World.Run(5_000_000);
        var other = controllingLoses ? pair.Right : pair.Left;
        int states = loser.States.Count;

        loser.RemoveSocket(controllingLoses ? LeftSocket : RightSocket);
        loser.Channels[losers].Send([1]);
        other.Channels[others].Send([2]);

        Assert.True(pair.World.RunUntil(() => other.Channels[others].Messages.Count == 1, RoundTrip));
        Assert.True(pair.World.RunUntil(() => loser.Channels[losers].Messages.Count == 1, 5_000_000));
        Assert.Equal(states, loser.States.Count);
        AssertStays(pair);
    }

    [Fact]
    public void Where_both_move_at_once_neither_finds_the_other_and_both_are_lost()
    {
        using var pair = new PeerPair(1).Connect();
        pair.World.Run(5_000_000);
        MoveBoth(pair);

        pair.World.Run(20_000_000);
        Assert.Equal(PeerConnectionState.Disconnected, pair.Left.States[^1]);
        Assert.True(pair.World.RunUntil(() => pair.Left.Closed is not null && pair.Right.Closed is not null, 30_000_000));
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, pair.Left.Closed!.Kind);
    }

    [Fact]
    public void Where_both_move_at_once_candidates_that_signalling_carries_are_enough()
    {
        using var pair = new PeerPair(1, new VirtualPathOptions { Delay = Delay }).Connect();
        pair.World.Run(5_000_000);
        pair.LeftChannel.Send([1]);
        pair.RightChannel.Send([2]);
        MoveBoth(pair);
        pair.LeftChannel.Send([3]);
        pair.World.Run(2_000_000);

        pair.Right.Invoke((core, now) => core.AddIceCandidate(Candidate(pair.Left), now));
        pair.Left.Invoke((core, now) => core.AddIceCandidate(Candidate(pair.Right), now));

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 2 && pair.LeftChannel.Messages.Count == 1, 3 * RoundTrip));
        AssertStays(pair);

        static IceCandidateInit Candidate(VirtualPeer peer) =>
            new(Assert.Single(peer.Core.Transport.Ice.LocalCandidates).ToString(), "0", 0, peer.Core.Transport.Ice.LocalCredentials.UsernameFragment);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_restart_after_a_move_resumes_within_three_round_trips_of_the_signalling(bool moverOffers, bool bothMove)
    {
        const long SignallingDelay = 50_000;
        using var pair = new PeerPair(1, new VirtualPathOptions { Delay = Delay }).Connect();
        pair.World.Run(5_000_000);
        if (bothMove)
        {
            MoveBoth(pair);
        }
        else
        {
            pair.Left.RemoveSocket(LeftSocket);
            pair.IsUp = false;
        }

        pair.LeftChannel.Send([1]);
        pair.RightChannel.Send([2]);
        pair.World.Run(3_000_000);
        if (!bothMove)
        {
            // The peer must not find it by itself: it comes from where the peer's filter lets nobody through before it is signalled.
            pair.World.Filter = static _ => false;
            pair.Left.AddSocket(NewLeftSocket);
        }

        var (offerer, answerer) = moverOffers ? (pair.Left, pair.Right) : (pair.Right, pair.Left);
        VirtualSignaling.Restart(offerer, answerer, SignallingDelay);
        pair.World.Run(2 * SignallingDelay - 1);
        pair.World.Filter = null;
        pair.World.Run(1);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1 && pair.LeftChannel.Messages.Count == 1, 3 * RoundTrip));
        AssertStays(pair);
    }

    [Fact]
    public void A_host_without_any_address_waits_for_one_as_long_as_consent_lasts()
    {
        using var pair = new PeerPair(1).Connect();
        pair.World.Run(5_000_000);
        pair.Left.RemoveSocket(LeftSocket);
        pair.World.Run(20_000_000);
        Assert.Equal(PeerConnectionState.Disconnected, pair.Left.States[^1]);

        Assert.True(pair.World.RunUntil(() => pair.Left.Closed is not null, 15_000_000));
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, pair.Left.Closed!.Kind);
    }

    [Fact]
    public void One_whose_address_changes_before_it_connects_connects_from_the_new_one()
    {
        using var pair = new PeerPair(1) { IsUp = false };
        pair.Begin();
        pair.World.Run(1_000_000);
        pair.Left.RemoveSocket(LeftSocket);
        pair.World.Run(1_000_000);
        Assert.Equal(PeerConnectionState.Connecting, pair.Left.States[^1]);

        pair.Left.AddSocket(NewLeftSocket);

        Assert.True(pair.World.RunUntil(() => pair.IsOpen, 10_000_000));
    }

    [Fact]
    public void A_network_that_changes_ten_thousand_times_leaves_nothing_behind_and_the_connection_alive()
    {
        using var pair = new PeerPair(1).Connect();
        for (int round = 0; round < 10_000; round++)
        {
            string socket = new IPEndPoint(new IPAddress([10, 1, (byte)(round >> 8), (byte)round]), 6000).ToString();
            pair.Left.AddSocket(socket);
            pair.Left.RemoveSocket(socket);
            if (round % 100 == 0)
                pair.World.Run(5_000);
        }

        var ice = pair.Left.Core.Transport.Ice;
        Assert.Single(ice.LocalCandidates);
        Assert.Single(ice.Pairs);
        Assert.DoesNotContain("10.1.", pair.Left.Core.LocalDescription!.Sdp, StringComparison.Ordinal);
        pair.LeftChannel.Send([1]);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, 5_000_000));
        AssertStays(pair);
    }

    private static void MoveBoth(PeerPair pair)
    {
        pair.Left.RemoveSocket(LeftSocket);
        pair.Right.RemoveSocket(RightSocket);
        pair.Left.AddSocket(NewLeftSocket);
        pair.Right.AddSocket(NewRightSocket);
    }

    private static void AssertStays(PeerPair pair)
    {
        pair.World.Run(60_000_000);
        Assert.Equal(PeerConnectionState.Connected, pair.Left.States[^1]);
        Assert.Equal(PeerConnectionState.Connected, pair.Right.States[^1]);
    }
}
