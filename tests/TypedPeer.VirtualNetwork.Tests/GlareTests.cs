using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Both sides offer at the same time, and perfect negotiation gets them out of it.</summary>
public sealed class GlareTests
{
    [Fact]
    public void Two_first_offers_at_once_connect_with_one_polite_side()
    {
        using var pair = new PeerPair(1);
        var (polite, impolite) = VirtualNegotiator.Connect(pair.Left, pair.Right, 1, maxDelay: 100_000);
        CreateChannels(pair);

        Assert.True(pair.World.RunUntil(() => pair.IsOpen), State(pair));
        pair.World.Run(1_000_000);

        AssertCarries(pair, "glare");
        Assert.Equal((1, 1), (polite.TakenBack, impolite.Ignored));
    }

    [Fact]
    public void Two_restarts_at_once_end_in_one_new_session_with_data_flowing_all_the_while()
    {
        using var pair = new PeerPair(2);
        var (polite, impolite) = VirtualNegotiator.Connect(pair.Left, pair.Right, 2, maxDelay: 100_000);
        CreateChannels(pair);
        Assert.True(pair.World.RunUntil(() => pair.IsOpen), State(pair));
        pair.World.Run(10_000_000);
        var before = (pair.Left.Core.Transport.Ice.LocalCredentials, pair.Right.Core.Transport.Ice.LocalCredentials);
        int takenBack = polite.TakenBack;

        pair.Left.Invoke(static (core, _) => core.RestartIce());
        pair.Right.Invoke(static (core, _) => core.RestartIce());
        for (byte i = 0; i < 100; i++)
        {
            pair.LeftChannel.Send([i]);
            pair.RightChannel.Send([i]);
            pair.World.Run(20_000);
        }

        Assert.Equal(takenBack + 1, polite.TakenBack);
        Assert.True(pair.World.RunUntil(() => pair.LeftChannel.Messages.Count == 100 && pair.RightChannel.Messages.Count == 100, 5_000_000));
        var after = (pair.Left.Core.Transport.Ice.LocalCredentials, pair.Right.Core.Transport.Ice.LocalCredentials);
        Assert.NotEqual(before.Item1, after.Item1);
        Assert.NotEqual(before.Item2, after.Item2);
        Assert.All((VirtualPeer[])[pair.Left, pair.Right], peer => Assert.Same(peer.Core.Transport.Ice.LocalCredentials, peer.Core.Transport.Ice.SelectedPair!.Generation.Local));
        AssertCarries(pair, "restarts");
    }

    [Fact]
    public void A_restart_that_is_rolled_back_leaves_the_path_and_its_data_alone()
    {
        using var pair = new PeerPair(3).Connect();
        pair.World.Run(1_000_000);
        for (byte round = 0; round < 20; round++)
        {
            pair.Left.Invoke(static (core, now) =>
            {
                core.RestartIce();
                core.SetLocalDescription(description: null, now);
            });
            pair.LeftChannel.Send([round]);
            pair.World.Run(3_000_000);
            pair.Left.Invoke(static (core, now) => core.SetLocalDescription(new SessionDescription(SdpType.Rollback, string.Empty), now));
            pair.RightChannel.Send([round]);
            pair.World.Run(3_000_000);
        }

        Assert.Equal((20, 20), (pair.RightChannel.Messages.Count, pair.LeftChannel.Messages.Count));
        Assert.Equal([PeerConnectionState.Connecting, PeerConnectionState.Connected], pair.Left.States);
        Assert.Equal(PeerConnectionState.Connected, pair.Right.States[^1]);
    }

    [Fact]
    public void A_peer_that_answers_a_restart_checks_before_its_answer_is_there_and_an_answer_that_never_comes_harms_nothing()
    {
        using var pair = new PeerPair(4).Connect();
        pair.World.Run(1_000_000);
        SessionDescription? offer = null;
        pair.Left.Invoke((core, now) =>
        {
            core.RestartIce();
            core.SetLocalDescription(description: null, now);
            offer = core.LocalDescription;
        });

        // The right side moves to the new session; its answer is lost, and the left side gives up.
        pair.Right.Invoke((core, now) =>
        {
            core.SetRemoteDescription(offer!, now);
            core.SetLocalDescription(description: null, now);
        });
        pair.LeftChannel.Send([1]);
        pair.RightChannel.Send([2]);
        pair.World.Run(5_000_000);
        Assert.Equal((1, 1), (pair.RightChannel.Messages.Count, pair.LeftChannel.Messages.Count));
        pair.Left.Invoke(static (core, now) => core.SetLocalDescription(new SessionDescription(SdpType.Rollback, string.Empty), now));
        pair.LeftChannel.Send([3]);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 2, 5_000_000));

        VirtualSignaling.Restart(pair.Left, pair.Right);

        pair.RightChannel.Send([4]);
        Assert.True(pair.World.RunUntil(() => pair.LeftChannel.Messages.Count == 2, 5_000_000));
        pair.World.Run(60_000_000);
        AssertCarries(pair, "lost answer");
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(300_000)]
    [InlineData(3_000_000)]
    public void Whatever_both_sides_ask_for_and_however_late_signalling_is_it_ends_stable_with_data_flowing(long maxDelay)
    {
        int first = TestSeed.First(1000);
        for (int seed = first; seed < first + 60; seed++)
        {
            using var pair = new PeerPair(seed);
            VirtualNegotiator.Connect(pair.Left, pair.Right, seed, maxDelay);
            CreateChannels(pair);
            var random = new Random(seed);
            for (int step = random.Next(12); step > 0; step--)
            {
                var peer = random.Next(2) == 0 ? pair.Left : pair.Right;
                switch (random.Next(4))
                {
                    case 0:
                        pair.Left.Invoke(static (core, _) => core.RestartIce());
                        pair.Right.Invoke(static (core, _) => core.RestartIce());
                        break;
                    case 1:
                        peer.CreateChannel("more" + step + (peer == pair.Left ? "left" : "right"));
                        break;
                    default:
                        peer.Invoke(static (core, _) => core.RestartIce());
                        break;
                }

                pair.World.Run(random.NextInt64(maxDelay * 2));
            }

            Assert.True(pair.World.RunUntil(() => pair.IsOpen, 120_000_000), $"seed {seed}: {State(pair)}");
            pair.World.Run((4 * maxDelay) + 20_000_000);
            AssertCarries(pair, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_page_with_the_plain_pattern_connects_whether_it_is_polite_or_not_and_also_when_offers_cross_again(bool pageIsPolite)
    {
        int first = TestSeed.First(3000);
        for (int seed = first; seed < first + 40; seed++)
        {
            using var pair = new PeerPair(seed);
            VirtualNegotiator.Connect(pair.Left, pair.Right, seed, maxDelay: 300_000, pageIsPolite);
            CreateChannels(pair);
            Assert.True(pair.World.RunUntil(() => pair.IsOpen, 60_000_000), $"seed {seed}: {State(pair)}");
            pair.World.Run(5_000_000);
            pair.Left.Invoke(static (core, _) => core.RestartIce());
            pair.World.Run(seed % 4 * 100_000);
            pair.Right.Invoke(static (core, _) => core.RestartIce());
            pair.World.Run(20_000_000);
            AssertCarries(pair, $"seed {seed}");
        }
    }

    [Fact]
    public void Both_sides_may_move_lose_their_path_and_offer_at_once_and_it_ends_stable_with_data_flowing()
    {
        int first = TestSeed.First(2000);
        for (int seed = first; seed < first + 40; seed++)
        {
            using var pair = new PeerPair(seed, options: new PeerConnectionOptions { IceRestartTimeout = TimeSpan.FromMinutes(2) });
            VirtualNegotiator.Connect(pair.Left, pair.Right, seed, maxDelay: 400_000);
            CreateChannels(pair);
            Assert.True(pair.World.RunUntil(() => pair.IsOpen, 120_000_000), $"seed {seed}: {State(pair)}");
            var random = new Random(seed);
            var sockets = new Dictionary<VirtualPeer, string> { [pair.Left] = PeerPair.LeftAddress + ":5001", [pair.Right] = PeerPair.RightAddress + ":5002" };
            for (int step = 1 + random.Next(5); step > 0; step--)
            {
                foreach (var peer in (VirtualPeer[])[pair.Left, pair.Right])
                {
                    if (random.Next(3) == 0)
                    {
                        peer.CutSocket(sockets[peer]);
                        sockets[peer] = $"203.0.113.{(peer == pair.Left ? 10 : 100) + step}:6000";
                        peer.AddSocket(sockets[peer]);
                    }

                    if (random.Next(2) == 0)
                        peer.Invoke(static (core, _) => core.RestartIce());
                }

                pair.World.Run(random.NextInt64(2_000_000));
            }

            // Whoever moved last asks for a path; signalling still works.
            pair.Left.Invoke(static (core, _) => core.RestartIce());
            pair.Right.Invoke(static (core, _) => core.RestartIce());
            pair.World.Run(60_000_000);
            AssertCarries(pair, $"seed {seed}");
        }
    }

    private static void CreateChannels(PeerPair pair)
    {
        var options = new DataChannelOptions { Negotiated = true, Id = 1000 };
        pair.Left.CreateChannel("c", options);
        pair.Right.CreateChannel("c", options);
    }

    private static void AssertCarries(PeerPair pair, string what)
    {
        string state = $"{what}: {State(pair)}";
        Assert.True(pair.Left.Core.SignalingState == SignalingState.Stable && pair.Right.Core.SignalingState == SignalingState.Stable, state);
        Assert.False(pair.Left.Core.ShouldNegotiate || pair.Right.Core.ShouldNegotiate, state);
        Assert.True(pair.Left.States[^1] == PeerConnectionState.Connected && pair.Right.States[^1] == PeerConnectionState.Connected, state);
        Assert.True(pair.Left.Core.Transport.Ice.SelectedPair!.Generation.Local == pair.Left.Core.Transport.Ice.LocalCredentials, state);
        Assert.True(pair.Right.Core.Transport.Ice.SelectedPair!.Generation.Local == pair.Right.Core.Transport.Ice.LocalCredentials, state);
        var (left, right) = (pair.LeftChannel.Messages.Count, pair.RightChannel.Messages.Count);
        pair.LeftChannel.Send([1]);
        pair.RightChannel.Send([2]);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == right + 1 && pair.LeftChannel.Messages.Count == left + 1, 5_000_000), state);
    }

    private static string State(PeerPair pair) =>
        $"{pair.Left.Core.SignalingState} {pair.Left.Core.Transport.State} {pair.Left.Closed?.Message}, {pair.Right.Core.SignalingState} {pair.Right.Core.Transport.State} {pair.Right.Closed?.Message} at {pair.World.Now}";
}
