using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Connections by address, with every round trip counted from the dialler's first datagram.</summary>
public sealed class DialTests
{
    private const long RoundTrip = 100_000;

    private static readonly DataChannelOptions Agreed = new() { Negotiated = true, Id = 0 };

    [Fact]
    public void A_diallers_first_call_may_leave_after_four_round_trips_since_the_listener_has_been_heard_by_then()
    {
        using var world = new VirtualWorld(1, new VirtualPathOptions { Delay = RoundTrip / 2 });
        using var listener = Listen(world, static peer => peer.CreateChannel("c", Agreed).Send([42]));
        using var dialler = new VirtualPeer(world, "198.51.100.2:5002");
        var channel = dialler.CreateChannel("c", Agreed);
        long start = world.Now;
        VirtualListener.Dial(dialler, listener.Address);

        Assert.True(world.RunUntil(() => channel.IsOpen && channel.Messages.Count == 1));

        Assert.Equal(4 * RoundTrip, world.Now - start);
        Assert.Equal([42], channel.Messages[0]);
    }

    [Fact]
    public void With_signalling_it_is_four_round_trips_offer_and_answer_included()
    {
        using var world = new VirtualWorld(1, new VirtualPathOptions { Delay = RoundTrip / 2 });
        using var offerer = new VirtualPeer(world, "192.0.2.1:5001");
        using var answerer = new VirtualPeer(world, "198.51.100.2:5002");
        var first = offerer.CreateChannel("c", Agreed);
        var second = answerer.CreateChannel("c", Agreed);
        first.Send([1]);
        second.Send([2]);
        long start = world.Now;
        VirtualSignaling.Exchange(offerer, answerer, RoundTrip / 2);

        Assert.True(world.RunUntil(() => first.Messages.Count == 1 && second.Messages.Count == 1));

        Assert.Equal(4 * RoundTrip, world.Now - start);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void A_dial_gets_through_loss_duplicates_and_reordering(double loss)
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            using var world = new VirtualWorld(seed, new VirtualPathOptions { Delay = RoundTrip / 2, Loss = loss, Duplication = 0.2, Reordering = 0.2, ReorderDelay = 30_000, Jitter = 20_000 });
            using var listener = Listen(world, static peer => peer.CreateChannel("c", Agreed).Send([42]));
            using var dialler = new VirtualPeer(world, "198.51.100.2:5002");
            var channel = dialler.CreateChannel("c", Agreed);
            VirtualListener.Dial(dialler, listener.Address);

            Assert.True(world.RunUntil(() => channel.Messages.Count == 1), $"seed {seed}");
            Assert.Single(listener.Peers);
            Assert.InRange(listener.SentToStrangers, 0, listener.ReceivedFromStrangers);
        }
    }

    [Fact]
    public void A_dialler_behind_a_translator_connects()
    {
        using var world = new VirtualWorld(1, new VirtualPathOptions { Delay = RoundTrip / 2 });
        world.AddNat(IPAddress.Parse("10.0.0.2"), IPAddress.Parse("203.0.113.7"));
        using var listener = Listen(world, static peer => peer.CreateChannel("c", Agreed).Send([42]));
        using var dialler = new VirtualPeer(world, "10.0.0.2:5002");
        var channel = dialler.CreateChannel("c", Agreed);
        long start = world.Now;
        VirtualListener.Dial(dialler, listener.Address);

        Assert.True(world.RunUntil(() => channel.Messages.Count == 1));

        Assert.InRange(world.Now - start, 0, 4 * RoundTrip);
    }

    [Fact]
    public void A_flood_of_forged_checks_makes_no_connection_and_those_there_are_go_on()
    {
        using var world = new VirtualWorld(1, new VirtualPathOptions { Delay = RoundTrip / 2 });
        VirtualChannel? there = null;
        using var listener = Listen(world, peer => there = peer.CreateChannel("c", Agreed), new PeerConnectionListenerOptions { MaxChecksPerSecond = 1000 });
        using var dialler = new VirtualPeer(world, "198.51.100.2:5002");
        var here = dialler.CreateChannel("c", Agreed);
        VirtualListener.Dial(dialler, listener.Address);
        Assert.True(world.RunUntil(() => here.IsOpen && there is { IsOpen: true }));
        var stranger = new IceCredentialsOfNobody();

        for (int number = 0; number < 50_000; number++)
        {
            var from = new IPEndPoint(new IPAddress([203, 0, (byte)(number >> 8), (byte)number]), 6000);
            world.Send(from, listener.Address.EndPoints[0], stranger.Check);
            if (number % 10_000 == 0)
                here.Send([(byte)(number / 10_000)]);
        }

        Assert.True(world.RunUntil(() => there!.Messages.Count == 5, within: 5 * RoundTrip));
        Assert.Single(listener.Peers);
        Assert.Equal(0, listener.Gate.ProvenCount);
        Assert.InRange(listener.Gate.Hashed, 1, 2000);
        Assert.InRange(listener.SentToStrangers, 0, listener.ReceivedFromStrangers);
    }

    private static VirtualListener Listen(VirtualWorld world, Action<VirtualPeer> accepted, PeerConnectionListenerOptions? options = null) =>
        new(world, "192.0.2.1:4433", options) { Accepted = accepted };

    /// <summary>A check as a dialler sends it who has not got the address.</summary>
    private sealed class IceCredentialsOfNobody
    {
        public IceCredentialsOfNobody()
        {
            var buffer = new byte[512];
            var writer = new StunMessageWriter(buffer, StunMessageClass.Request, new StunTransactionId(1, 2));
            writer.Add(StunAttributeType.Username, "typedpeer+v1/abcdefghijklmnopqrstuvwx:abcd"u8);
            writer.AddUInt64(StunAttributeType.IceControlling, 1);
            writer.AddUInt32(StunAttributeType.Priority, 1);
            writer.AddIntegrity("not the password that counts, but one"u8);
            writer.AddFingerprint();
            Check = buffer[..writer.Length];
        }

        public byte[] Check { get; }
    }
}
