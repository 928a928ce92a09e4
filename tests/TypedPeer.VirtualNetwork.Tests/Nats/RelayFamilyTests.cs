using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.VirtualNetwork.Tests.Nats;

/// <summary>Relays that give an address to one port of this side only if asked from another, for another family, or not at all.</summary>
public sealed class RelayFamilyTests
{
    private const long Second = 1_000_000;
    private static readonly VirtualPathOptions TwentyMilliseconds = new() { Delay = 10_000 };
    private static readonly IPAddress V6 = IPAddress.Parse("2001:db8::250");
    private static readonly IPAddress Left = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void A_peer_that_has_nothing_but_IPv6_is_reached_by_a_relay_that_leaves_ADDITIONAL_ADDRESS_FAMILY_alone()
    {
        using var world = new VirtualWorld(1, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478") { AddressV6 = V6 };
        using var left = Create(world, relay, "192.0.2.1:5001");
        using var right = new VirtualPeer(world, "[2001:db8::2]:5002");

        Connect(world, left, right);
        left.Channels["c"].Send("across"u8);

        Assert.True(world.RunUntil(() => right.Channels["c"].Messages.Count == 1, Second));
        Assert.Equal(V6, left.Core.Transport.Ice.SelectedPair!.Local.EndPoint!.Address);

        left.Close();
        world.Run(5 * Second);
        Assert.Equal(0, relay.Allocations);
    }

    [Fact]
    public void Both_addresses_are_kept_for_hours()
    {
        using var world = new VirtualWorld(2, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478") { AddressV6 = V6 };
        using var left = Create(world, relay, "192.0.2.1:5001");
        using var right = new VirtualPeer(world, "[2001:db8::2]:5002");
        Connect(world, left, right);

        world.Run(2 * 3600 * Second);

        Assert.Equal(2, relay.Allocations);
        left.Channels["c"].Send("still there"u8);
        Assert.True(world.RunUntil(() => right.Channels["c"].Messages.Count == 1, Second));
    }

    [Fact]
    public void An_address_of_IPv6_on_a_relay_is_left_once_a_direct_path_works_and_taken_again_when_that_falls_silent()
    {
        using var world = new VirtualWorld(3, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478") { AddressV6 = V6 };
        using var left = Create(world, relay, "192.0.2.1:5001", "[2001:db8::1]:5001");
        using var right = new VirtualPeer(world, "[2001:db8::2]:5002");
        var direct = world.GetPaths(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"));
        Set(isUp: false);
        Connect(world, left, right);
        Assert.Equal(IceCandidateType.Relayed, left.Core.Transport.Ice.SelectedPair!.Local.Type);

        Set(isUp: true);
        Assert.True(world.RunUntil(() => left.Core.Transport.Ice.SelectedPair!.Local.Type != IceCandidateType.Relayed, 60 * Second));
        left.Channels["c"].Send("direct"u8);
        Assert.True(world.RunUntil(() => right.Channels["c"].Messages.Count == 1, Second));

        Set(isUp: false);
        left.Channels["c"].Send("by the relay"u8);
        Assert.True(world.RunUntil(() => right.Channels["c"].Messages.Count == 2, 30 * Second));
        Assert.Equal(V6, left.Core.Transport.Ice.SelectedPair!.Local.EndPoint!.Address);
        Assert.DoesNotContain(PeerConnectionState.Failed, left.States);

        void Set(bool isUp) => Array.ForEach(direct, path => path.IsUp = isUp);
    }

    [Fact]
    public void Gathering_ends_when_both_families_are_known_and_a_relay_without_IPv6_is_no_error()
    {
        using var world = new VirtualWorld(4, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478");
        using var peer = Create(world, relay);
        var told = Record(peer);

        Assert.True(world.RunUntil(() => IsGathered(peer), Second));

        Assert.Empty(told);
        Assert.Equal(4, relay.Requests[TurnMethod.Allocate]);
        Assert.Single(peer.Core.Transport.Relays.Clients);
        Assert.Equal(Relayed(relay.EndPoint.Address), Addresses(peer));
    }

    [Fact]
    public void A_relay_that_is_silent_for_the_second_family_alone_holds_gathering_up_for_eight_seconds_and_keeps_the_first()
    {
        using var world = new VirtualWorld(5, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478") { AddressV6 = V6, IsDeafToV6 = true };
        using var peer = Create(world, relay);
        var told = Record(peer);
        long began = world.Now;

        world.Run(Second);
        Assert.False(IsGathered(peer));
        Assert.True(world.RunUntil(() => IsGathered(peer), 60 * Second));

        Assert.InRange(world.Now - began, 7 * Second, 8 * Second);
        Assert.Equal(701, Assert.Single(told).ErrorCode);
        Assert.Equal(Relayed(relay.EndPoint.Address), Addresses(peer));
    }

    [Theory]
    [InlineData("203.0.113.250:50000")]
    [InlineData("[::]:50000")]
    [InlineData("[::ffff:203.0.113.250]:50000")]
    [InlineData("[ff02::1]:50000")]
    public void A_lie_as_the_second_address_is_told_of_and_the_first_is_used(string lie)
    {
        using var world = new VirtualWorld(6, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478") { AddressV6 = V6, LieV6 = IPEndPoint.Parse(lie) };
        using var left = Create(world, relay, "192.0.2.1:5001");
        using var right = new VirtualPeer(world, "198.51.100.2:5002");
        var told = Record(left);
        Array.ForEach(world.GetPaths(Left, IPAddress.Parse("198.51.100.2")), static path => path.IsUp = false);

        Connect(world, left, right);

        Assert.Contains("gave no address", Assert.Single(told).Error, StringComparison.Ordinal);
        Assert.Equal(relay.EndPoint.Address, left.Core.Transport.Ice.SelectedPair!.Local.EndPoint!.Address);
    }

    [Fact]
    public void Another_refusal_of_the_second_family_is_told_of_and_takes_nothing_away()
    {
        using var world = new VirtualWorld(7, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478") { AddressV6 = V6, RefusesV6 = 486 };
        using var peer = Create(world, relay);
        var told = Record(peer);

        Assert.True(world.RunUntil(() => IsGathered(peer), Second));

        Assert.Equal(486, Assert.Single(told).ErrorCode);
        Assert.Equal(Relayed(relay.EndPoint.Address), Addresses(peer));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 0)]
    [InlineData(1000, 0)]
    public void A_relay_that_calls_ports_in_use_is_asked_from_three_of_them_at_most(int taken, int given)
    {
        using var world = new VirtualWorld(8, TwentyMilliseconds);
        var relay = new VirtualRelay(world, "203.0.113.250:3478") { AddressV6 = V6, TakenPorts = taken };
        using var peer = Create(world, relay);
        var told = Record(peer);

        Assert.True(world.RunUntil(() => IsGathered(peer), Second));
        world.Run(60 * Second);

        Assert.Equal(given, Addresses(peer).Count);
        Assert.Equal(given == 0 ? [StunErrorCode.AllocationMismatch] : [], told.Select(static error => error.ErrorCode));
        Assert.InRange(relay.Requests[TurnMethod.Allocate], 2, 2 * (new TurnOptions().MaximumPorts + 1));
    }

    /// <summary>A peer that has not got all its candidates yet.</summary>
    private static VirtualPeer Create(VirtualWorld world, VirtualRelay relay, params string[] sockets)
    {
        var options = new PeerConnectionOptions { TimeProvider = world.Time, IceServers = [new IceServer("turn:relay.example") { Username = VirtualRelay.Username, Credential = VirtualRelay.Password }] };
        var peer = new VirtualPeer(world, options, static transport => transport);
        foreach (string socket in sockets)
            peer.AddSocket(socket);

        peer.Invoke(static (core, now) => core.BeginGathering(now));
        peer.AddRelay(relay, $"{Left}:6001");
        peer.Invoke(static (core, now) => core.EndGathering(now));
        return peer;
    }

    private static void Connect(VirtualWorld world, VirtualPeer left, VirtualPeer right)
    {
        Assert.True(world.RunUntil(() => IsGathered(left), 20 * Second));
        var channel = new DataChannelOptions { Negotiated = true, Id = 0 };
        left.CreateChannel("c", channel);
        right.CreateChannel("c", channel);
        VirtualSignaling.Exchange(left, right);
        Assert.True(world.RunUntil(() => left.Channels["c"].IsOpen && right.Channels["c"].IsOpen, 10 * Second), $"{left.Core.Transport.IceState}, {right.Core.Transport.IceState}");
    }

    private static List<IceCandidateError> Record(VirtualPeer peer)
    {
        var told = new List<IceCandidateError>();
        peer.OnEvent += item =>
        {
            if (item.Kind == PeerEventKind.IceCandidateError)
                told.Add(item.CandidateError);
        };
        return told;
    }

    private static bool IsGathered(VirtualPeer peer) => peer.Core.GatheringState == IceGatheringState.Complete;

    private static List<IPAddress> Addresses(VirtualPeer peer) =>
        [.. peer.Core.Transport.Ice.LocalCandidates.Where(static candidate => candidate.Type == IceCandidateType.Relayed).Select(static candidate => candidate.EndPoint!.Address)];

    private static List<IPAddress> Relayed(params IPAddress[] addresses) => [.. addresses];
}
