using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>Relays: what they are good for, when they are left, and what becomes of connections whose relay is bad.</summary>
public sealed class RelayTests
{
    private const long Second = 1_000_000;
    private static readonly VirtualPathOptions TwentyMilliseconds = new() { Delay = 10_000 };

    private static readonly PeerConnectionOptions WithRelay = new()
    {
        IceServers = [new IceServer("turn:relay.example") { Username = VirtualRelay.Username, Credential = VirtualRelay.Password }],
    };

    [Fact]
    public void Two_networks_that_reach_only_a_relay_are_connected_by_it_in_two_and_a_half_seconds()
    {
        using var pair = Create(1, out var relay);
        pair.IsUp = false;
        long began = pair.World.Now;
        Ask(pair, relay);
        Assert.True(pair.World.RunUntil(() => pair.Left.Core.Transport.Relays.Clients[0].IsSettled && pair.Right.Core.Transport.Relays.Clients[0].IsSettled));

        pair.Connect();

        Assert.True(IsRelayed(pair.Left));
        Assert.InRange(pair.World.Now - began, 0, 2_500_000);
    }

    [Fact]
    public void Whoever_wants_nothing_but_relays_has_no_other_candidate_and_one_relay_is_enough_for_two()
    {
        using var world = new VirtualWorld(2, TwentyMilliseconds);
        var options = WithRelay with { TimeProvider = world.Time };
        var relay = new VirtualRelay(world, "203.0.113.250:3478");
        using var left = new VirtualPeer(world, options);
        using var right = new VirtualPeer(world, options, "198.51.100.2:5002");
        left.AddRelay(relay, "192.0.2.1:6001");
        world.Run(Second);
        var channel = new DataChannelOptions { Negotiated = true, Id = 0 };
        left.CreateChannel("c", channel);
        right.CreateChannel("c", channel);
        VirtualSignaling.Exchange(left, right);

        Assert.True(world.RunUntil(() => left.Channels["c"].IsOpen && right.Channels["c"].IsOpen, 10 * Second));
        Assert.All(left.Core.Transport.Ice.LocalCandidates, static candidate => Assert.Equal(IceCandidateType.Relayed, candidate.Type));
        left.Channels["c"].Send("from"u8);
        right.Channels["c"].Send("to"u8);
        Assert.True(world.RunUntil(() => left.Channels["c"].Messages.Count == 1 && right.Channels["c"].Messages.Count == 1));
    }

    [Fact]
    public void Data_goes_in_channels_and_no_datagram_to_the_relay_is_larger_than_the_options_say()
    {
        using var pair = ConnectByRelay(3, out var relay);
        byte[] message = new byte[1_000_000];
        new Random(3).NextBytes(message);
        int before = relay.InIndications;

        for (int offset = 0; offset < message.Length; offset += 100_000)
            pair.LeftChannel.Send(message.AsSpan(offset, 100_000));
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 10));

        Assert.Equal(message, pair.RightChannel.Messages.SelectMany(static piece => piece));
        Assert.InRange(relay.Largest, 1190, WithRelay.MaxDatagramSize);
        Assert.InRange(relay.InIndications - before, 0, 20);
        Assert.True(relay.InChannels > 1_000_000 / 1200);
    }

    [Fact]
    public void A_relay_is_left_for_a_direct_path_once_that_works_and_the_connection_notices_nothing()
    {
        using var pair = ConnectByRelay(4, out _);

        pair.IsUp = true;
        Assert.True(pair.World.RunUntil(() => !IsRelayed(pair.Left) && !IsRelayed(pair.Right), 60 * Second));
        pair.LeftChannel.Send("direct"u8);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, Second));
        Assert.DoesNotContain(PeerConnectionState.Disconnected, pair.Left.States);
    }

    [Fact]
    public void A_direct_path_that_works_is_never_left_for_a_relay()
    {
        using var pair = Create(5, out var relay);
        Ask(pair, relay);
        pair.World.Run(Second);
        pair.Connect();

        pair.World.Run(60 * Second);

        Assert.False(IsRelayed(pair.Left) || IsRelayed(pair.Right));
        Assert.Equal(0, relay.InChannels);
    }

    [Fact]
    public void When_a_direct_path_falls_silent_the_relay_takes_over()
    {
        using var pair = Create(6, out var relay);
        Ask(pair, relay);
        pair.World.Run(Second);
        pair.Connect();
        pair.World.Run(20 * Second);

        pair.IsUp = false;
        pair.LeftChannel.Send("by way of somebody else"u8);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, 30 * Second));
        Assert.True(IsRelayed(pair.Left));
    }

    [Fact]
    public void An_idle_connection_keeps_its_address_permissions_and_channels_for_hours()
    {
        using var pair = ConnectByRelay(7, out var relay);

        pair.World.Run(2 * 3600 * Second);
        pair.LeftChannel.Send("still there"u8);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, Second));
        Assert.Equal(2, relay.Allocations);
        Assert.InRange(relay.Requests[TurnMethod.Refresh], 2 * 10, 2 * 20);
    }

    [Fact]
    public void A_nonce_that_goes_stale_is_replaced_without_a_word()
    {
        using var pair = ConnectByRelay(8, out var relay);
        var errors = Errors(pair.Left);

        for (int times = 0; times < 5; times++)
        {
            relay.RenewNonce();
            pair.World.Run(600 * Second);
        }

        pair.LeftChannel.Send("still there"u8);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, Second));
        Assert.Empty(errors);
    }

    [Fact]
    public void The_end_of_a_connection_gives_its_addresses_back()
    {
        using var pair = ConnectByRelay(9, out var relay);
        Assert.Equal(2, relay.Allocations);

        pair.Left.Close();
        pair.World.Run(5 * Second);

        Assert.Equal(0, relay.Allocations);
    }

    [Fact]
    public void Of_two_relays_one_that_dies_in_the_middle_is_left_for_the_other()
    {
        using var pair = Create(10, out var first);
        var second = new VirtualRelay(pair.World, "203.0.113.251:3478");
        pair.IsUp = false;
        Ask(pair, first);
        Ask(pair, second, port: 7000);
        pair.World.Run(Second);
        pair.Connect();
        pair.World.Run(20 * Second);
        var used = first.InChannels > 0 ? first : second;

        used.IsUp = false;
        pair.LeftChannel.Send("by the other"u8);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, 30 * Second));
    }

    [Fact]
    public void A_relay_that_has_forgotten_everything_is_told_of_by_the_code_and_name_of_its_answer()
    {
        using var pair = Create(11, out var relay);
        var errors = Errors(pair.Left);
        pair.Left.AddRelay(relay, "192.0.2.1:6001");
        pair.World.Run(Second);

        relay.Forget();
        pair.World.Run(600 * Second);

        var error = Assert.Single(errors, static error => error.ErrorCode == StunErrorCode.AllocationMismatch);
        Assert.Equal("turn:203.0.113.250:3478", error.Url);
        Assert.Contains("437 Allocation Mismatch", error.Error, StringComparison.Ordinal);
        Assert.Empty(pair.Left.Core.Transport.Relays.Clients);
    }

    [Fact]
    public void Credentials_that_expire_are_told_of_and_the_address_lasts_as_long_as_the_relay_had_said()
    {
        using var pair = Create(12, out var relay);
        var errors = Errors(pair.Left);
        pair.Left.AddRelay(relay, "192.0.2.1:6001");
        pair.World.Run(Second);

        relay.Refuses = StunErrorCode.Unauthenticated;
        Assert.True(pair.World.RunUntil(() => errors.Count > 0, 560 * Second));
        Assert.Equal(StunErrorCode.Unauthenticated, errors[0].ErrorCode);
        Assert.NotEmpty(pair.Left.Core.Transport.Relays.Clients);
        pair.World.Run(90 * Second);

        Assert.Empty(pair.Left.Core.Transport.Relays.Clients);
        Assert.Equal(2, errors.Count);
    }

    [Fact]
    public void Credentials_that_expire_while_data_goes_by_a_relay_are_told_of_before_its_permissions_end()
    {
        using var pair = ConnectByRelay(16, out var relay);
        var errors = Errors(pair.Left);

        relay.Refuses = StunErrorCode.Unauthenticated;
        Assert.True(pair.World.RunUntil(() => errors.Count > 0, 250 * Second));
        pair.LeftChannel.Send("still"u8);

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, Second));
        Assert.Equal(StunErrorCode.Unauthenticated, Assert.Single(errors).ErrorCode);
    }

    [Theory]
    [InlineData(0, 701)]
    [InlineData(486, 486)]
    [InlineData(508, 508)]
    [InlineData(438, 438)]
    [InlineData(300, 300)]
    public void A_relay_that_is_silent_or_refuses_is_told_of_and_the_direct_path_is_taken(int answers, int told)
    {
        using var pair = Create(13, out var relay);
        var errors = Errors(pair.Left);
        relay.IsUp = answers != 0;
        relay.Refuses = answers;
        Ask(pair, relay);

        pair.Connect();
        Assert.True(pair.World.RunUntil(() => errors.Count > 0, 10 * Second));
        pair.World.Run(60 * Second);

        Assert.Equal(told, Assert.Single(errors).ErrorCode);
        Assert.InRange(relay.Requests.Values.Sum(), answers == 0 ? 0 : 2, 16);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(508)]
    public void A_relay_that_lets_no_peer_in_keeps_its_allocation_and_is_asked_for_nothing_else(int answers)
    {
        using var pair = Create(17, out var relay);
        var errors = Errors(pair.Left);
        relay.RefusesPeers = answers;
        Ask(pair, relay);
        pair.World.Run(Second);
        pair.Connect();

        pair.World.Run(120 * Second);

        Assert.False(IsRelayed(pair.Left));
        Assert.Empty(errors);
        Assert.Equal(2, relay.Allocations);
        Assert.False(relay.Requests.ContainsKey(TurnMethod.Refresh));
        Assert.InRange(relay.Requests[TurnMethod.CreatePermission], 1, 40);

        // It lets them in after all.
        relay.RefusesPeers = 0;
        pair.World.Run(60 * Second);
        pair.IsUp = false;
        pair.LeftChannel.Send("by the relay"u8);
        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == 1, 60 * Second));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(486)]
    public void A_channel_that_a_relay_refuses_is_done_without(int answers)
    {
        using var pair = Create(18, out var relay);
        relay.RefusesChannels = answers;
        pair.IsUp = false;
        Ask(pair, relay);
        pair.World.Run(Second);
        pair.Connect();

        for (int minutes = 0; minutes < 20; minutes++)
        {
            pair.LeftChannel.Send([(byte)minutes]);
            pair.World.Run(60 * Second);
        }

        Assert.Equal(20, pair.RightChannel.Messages.Count);
        Assert.Equal(0, relay.InChannels);
        Assert.Equal(2, relay.Allocations);
        Assert.InRange(relay.Requests[TurnMethod.ChannelBind], 1, 40);
    }

    [Fact]
    public void A_relay_that_calls_every_nonce_stale_is_given_up()
    {
        using var pair = Create(14, out var relay);
        var errors = Errors(pair.Left);
        relay.CallsEveryNonceStale = true;
        pair.Left.AddRelay(relay, "192.0.2.1:6001");

        pair.World.Run(600 * Second);

        Assert.Equal(StunErrorCode.StaleNonce, Assert.Single(errors).ErrorCode);
        Assert.InRange(relay.Requests[TurnMethod.Allocate], 2, 2 + new TurnOptions().MaximumStaleNonces);
    }

    [Fact]
    public void A_lifetime_of_a_second_makes_this_side_ask_once_a_second_at_most()
    {
        using var pair = Create(15, out var relay);
        relay.Lifetime = 1;
        pair.Left.AddRelay(relay, "192.0.2.1:6001");

        pair.World.Run(60 * Second);

        Assert.InRange(relay.Requests.Values.Sum(), 2, 65);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Whatever_the_paths_to_a_relay_lose_and_swap_messages_arrive_once_whole_and_in_order(int seed)
    {
        using var pair = Create(seed, out var relay, TwentyMilliseconds with { Loss = 0.05, Duplication = 0.02, Reordering = 0.05, ReorderDelay = 15_000, Jitter = 3_000 });
        pair.IsUp = false;
        Ask(pair, relay);
        pair.World.Run(8 * Second);
        pair.Connect();
        var random = new Random(seed);
        var sent = new List<byte[]>();
        for (int count = 0; count < 50; count++)
        {
            byte[] message = new byte[random.Next(1, 20_000)];
            random.NextBytes(message);
            sent.Add(message);
            pair.LeftChannel.Send(message);
        }

        Assert.True(pair.World.RunUntil(() => pair.RightChannel.Messages.Count == sent.Count, 300 * Second));
        Assert.Equal(sent, pair.RightChannel.Messages);
    }

    private static PeerPair Create(int seed, out VirtualRelay relay, VirtualPathOptions? path = null)
    {
        var pair = new PeerPair(seed, path ?? TwentyMilliseconds, options: WithRelay);
        relay = new VirtualRelay(pair.World, "203.0.113.250:3478");
        return pair;
    }

    private static void Ask(PeerPair pair, VirtualRelay relay, int port = 6000)
    {
        pair.Left.AddRelay(relay, $"{PeerPair.LeftAddress}:{port + 1}");
        pair.Right.AddRelay(relay, $"{PeerPair.RightAddress}:{port + 2}");
    }

    private static PeerPair ConnectByRelay(int seed, out VirtualRelay relay)
    {
        var pair = Create(seed, out relay);
        pair.IsUp = false;
        Ask(pair, relay);
        pair.World.Run(Second);
        return pair.Connect();
    }

    private static List<IceCandidateError> Errors(VirtualPeer peer)
    {
        var errors = new List<IceCandidateError>();
        peer.OnEvent += item =>
        {
            if (item.Kind == PeerEventKind.IceCandidateError)
                errors.Add(item.CandidateError);
        };
        return errors;
    }

    private static bool IsRelayed(VirtualPeer peer) =>
        peer.Core.Transport.Ice.SelectedPair is { } pair && (pair.Local.Type == IceCandidateType.Relayed || pair.Remote.Type == IceCandidateType.Relayed);
}
