using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>What strangers and dishonest peers may not achieve.</summary>
public sealed class IceHostileTests
{
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("203.0.113.66:6666");
    private static readonly IceCredentials Remote = new("remo", "remoteremoteremoteremote");

    [Fact]
    public void A_stranger_without_the_password_gets_no_byte_back_and_changes_nothing()
    {
        var peer = Create();
        var local = peer.Agent.LocalCredentials;
        long deadline = peer.Agent.NextDeadline;
        byte[] truncated = IceForge.Request(local, "remo");
        byte[][] attempts =
        [
            IceForge.Request(local, "remo", password: "guessguessguessguessguess"),
            IceForge.Request(local, "remo", password: "guess", unknown: 0x7001),
            IceForge.Request(local, "remo", password: "guess", controlled: 0),
            IceForge.Request(local with { UsernameFragment = "other" }, "remo"),
            IceForge.Request(local with { UsernameFragment = "" }, "remo"),
            truncated[..^8],
            truncated[..20],
        ];

        foreach (byte[] attempt in attempts)
            peer.Agent.HandleDatagram(peer.Paths[0], Stranger, attempt, 1);

        Assert.Empty(IceForge.Drain(peer.Agent, 1));
        Assert.False(peer.Agent.IsValidated(peer.Paths[0], Stranger));
        Assert.Empty(peer.Agent.Pairs);
        Assert.Equal(deadline, peer.Agent.NextDeadline);
    }

    [Fact]
    public void An_answer_is_never_longer_than_its_request_and_sixteen_bytes()
    {
        var peer = Create();
        byte[][] requests =
        [
            IceForge.Request(peer.Agent.LocalCredentials, "remo"),
            IceForge.Request(peer.Agent.LocalCredentials, "remo", priority: null),
            IceForge.Request(peer.Agent.LocalCredentials, "remo", unknown: 0x7001, priority: null),
            IceForge.Request(peer.Agent.LocalCredentials, "remo", controlled: peer.Agent.TieBreaker),
        ];
        foreach (byte[] request in requests)
        {
            peer.Agent.HandleDatagram(peer.Paths[0], Stranger, request, 1);
            byte[] answer = IceForge.Drain(peer.Agent, 1).First(datagram => !IceForge.IsRequest(datagram.Bytes)).Bytes;
            Assert.InRange(answer.Length, 1, request.Length + 16);
        }
    }

    [Fact]
    public void An_unknown_comprehension_required_attribute_is_answered_420_and_changes_nothing()
    {
        var peer = Create();

        peer.Agent.HandleDatagram(peer.Paths[0], Stranger, IceForge.Request(peer.Agent.LocalCredentials, "remo", unknown: 0x7001, nominates: true), 1);

        Assert.Equal(420, IceForge.ErrorCode(Assert.Single(IceForge.Drain(peer.Agent, 1)).Bytes));
        Assert.False(peer.Agent.IsValidated(peer.Paths[0], Stranger));
        Assert.Empty(peer.Agent.Pairs);
    }

    [Fact]
    public void A_response_counts_only_with_its_transaction_its_address_and_the_password()
    {
        var peer = Create();
        peer.Agent.AddRemoteCandidate(Candidate("192.0.2.2:5002"), 0);
        byte[] request = Assert.Single(IceForge.Drain(peer.Agent, 0)).Bytes;
        var right = IPEndPoint.Parse("192.0.2.2:5002");
        var mapped = peer.Paths[0].LocalEndPoint;
        byte[] another = IceForge.Request(Remote, "x");

        peer.Agent.HandleDatagram(peer.Paths[0], right, IceForge.Response(request, "wrongwrongwrongwrongwrong", mapped), 1);
        peer.Agent.HandleDatagram(peer.Paths[0], right, IceForge.Response(request, "wrongwrongwrongwrongwrong", mapped, error: 487), 1);
        peer.Agent.HandleDatagram(peer.Paths[0], Stranger, IceForge.Response(request, Remote.Password, mapped), 1);
        peer.Agent.HandleDatagram(new FakePath("192.0.2.1:5009"), right, IceForge.Response(request, Remote.Password, mapped), 1);
        peer.Agent.HandleDatagram(peer.Paths[0], right, IceForge.Response(another, Remote.Password, mapped), 1);

        Assert.Null(peer.Agent.SelectedPair);
        Assert.True(peer.Agent.IsControlling);
        Assert.False(peer.Agent.IsValidated(peer.Paths[0], right));

        peer.Agent.HandleDatagram(peer.Paths[0], right, IceForge.Response(request, Remote.Password, mapped), 1);
        Assert.NotNull(peer.Agent.SelectedPair);
    }

    [Fact]
    public void A_replayed_response_is_no_consent()
    {
        var peer = Create();
        var right = IPEndPoint.Parse("192.0.2.2:5002");
        peer.Agent.AddRemoteCandidate(Candidate("192.0.2.2:5002"), 0);
        byte[] request = Assert.Single(IceForge.Drain(peer.Agent, 0)).Bytes;
        byte[] response = IceForge.Response(request, Remote.Password, peer.Paths[0].LocalEndPoint);
        peer.Agent.HandleDatagram(peer.Paths[0], right, response, 1);
        var consentRunsFrom = peer.Agent.SelectedPair!.LastAnswerAt;

        peer.Agent.HandleDatagram(peer.Paths[0], right, response, 20_000_000);

        Assert.Equal(consentRunsFrom, peer.Agent.SelectedPair.LastAnswerAt);
    }

    [Fact]
    public void A_flood_of_candidates_is_capped_and_leaves_room_for_those_that_prove_themselves()
    {
        var options = new IceOptions();
        var peer = Create(options, "192.0.2.1:5001", "192.0.2.3:5001", "192.0.2.4:5001");
        for (int index = 0; index < 10_000; index++)
            peer.Agent.AddRemoteCandidate(Candidate($"198.51.{index / 250}.{(index % 250) + 1}:7000"), index);

        Assert.Equal(options.MaximumPairs, peer.Agent.Pairs.Count);

        peer.Agent.HandleDatagram(peer.Paths[0], Stranger, IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment), 20_000);
        Assert.Contains(peer.Agent.Pairs, pair => pair.RemoteEndPoint.Equals(Stranger));
        Assert.Equal(options.MaximumPairs, peer.Agent.Pairs.Count);
    }

    [Fact]
    public void A_peer_that_checks_from_ever_new_addresses_costs_bounded_memory()
    {
        var options = new IceOptions();
        var peer = Create(options);
        for (int index = 0; index < 5_000; index++)
        {
            var from = IPEndPoint.Parse($"198.51.{index / 250}.{(index % 250) + 1}:7000");
            peer.Agent.HandleDatagram(peer.Paths[0], from, IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment), index);
            IceForge.Drain(peer.Agent, index);
        }

        Assert.InRange(peer.Agent.Pairs.Count, 1, options.MaximumRemoteCandidates);
    }

    [Fact]
    public void Requests_beyond_the_answer_queue_are_dropped()
    {
        var options = new IceOptions();
        var peer = Create(options);
        byte[] request = IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment);
        for (int index = 0; index < 1_000; index++)
            peer.Agent.HandleDatagram(peer.Paths[0], Stranger, request, 1);

        Assert.Equal(options.MaximumQueuedResponses, IceForge.Drain(peer.Agent, 1).Count(datagram => IceForge.IsSuccess(datagram.Bytes)));
    }

    [Fact]
    public void Early_checks_are_answered_at_once_and_remembered_within_bounds()
    {
        var options = new IceOptions();
        var peer = new IcePeer(1, controlling: true, options).With("192.0.2.1:5001");
        for (int index = 0; index < 1_000; index++)
        {
            var from = IPEndPoint.Parse($"198.51.100.{(index % 250) + 1}:{5000 + index}");
            peer.Agent.HandleDatagram(peer.Paths[0], from, IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment), index);
            Assert.Single(IceForge.Drain(peer.Agent, index));
        }

        peer.Agent.SetRemoteCredentials(Remote, 1_000);

        Assert.Equal(options.MaximumEarlyChecks, peer.Agent.Pairs.Count);
    }

    [Fact]
    public void Early_checks_of_another_sender_are_answered_but_never_checked_back()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        peer.Agent.HandleDatagram(peer.Paths[0], Stranger, IceForge.Request(peer.Agent.LocalCredentials, "someone"), 0);

        peer.Agent.SetRemoteCredentials(Remote, 1);

        Assert.Empty(peer.Agent.Pairs);
    }

    [Theory]
    [InlineData("0.0.0.0:5000")]
    [InlineData("224.0.0.1:5000")]
    [InlineData("255.255.255.255:5000")]
    [InlineData("192.0.2.9:0")]
    [InlineData("192.0.2.9:22")]
    [InlineData("192.0.2.9:1023")]
    [InlineData("127.0.0.1:5000")]
    [InlineData("[::]:5000")]
    [InlineData("[ff02::1]:5000")]
    [InlineData("[::ffff:224.0.0.1]:5000")]
    public void Addresses_no_peer_has_are_never_sent_to(string address)
    {
        var peer = Create(null, "192.0.2.1:5001", "[2001:db8::1]:5001");

        peer.Agent.AddRemoteCandidate(Candidate(address), 0);

        Assert.Empty(peer.Agent.Pairs);
    }

    [Fact]
    public void The_address_filter_holds_for_signalled_and_for_learned_addresses()
    {
        var peer = Create(new IceOptions { RemoteAddressFilter = static endPoint => endPoint.Port == 5002 });
        peer.Agent.AddRemoteCandidate(Candidate("192.0.2.2:5002"), 0);
        peer.Agent.AddRemoteCandidate(Candidate("192.0.2.2:5003"), 0);
        Assert.Single(IceForge.Drain(peer.Agent, 0));

        peer.Agent.HandleDatagram(peer.Paths[0], Stranger, IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment), 1);

        Assert.Empty(IceForge.Drain(peer.Agent, 1));
        Assert.Single(peer.Agent.Pairs);
        Assert.False(peer.Agent.IsValidated(peer.Paths[0], Stranger));
    }

    [Fact]
    public void A_peer_that_answers_487_for_ever_is_not_followed_for_ever()
    {
        var peer = Create();
        var right = IPEndPoint.Parse("192.0.2.2:5002");
        peer.Agent.AddRemoteCandidate(Candidate("192.0.2.2:5002"), 0);
        int requests = 0;
        for (long now = 0; now < 5_000_000; now = Math.Max(now + 1, peer.Agent.NextDeadline))
        {
            peer.Agent.HandleDeadline(now);
            while (IceForge.Drain(peer.Agent, now) is { Count: > 0 } sent && requests < 1_000)
            {
                requests++;
                peer.Agent.HandleDatagram(peer.Paths[0], right, IceForge.Response(sent[0].Bytes, Remote.Password, peer.Paths[0].LocalEndPoint, error: 487), now);
            }
        }

        Assert.InRange(requests, 2, 30);
    }

    [Fact]
    public void Random_and_mutated_datagrams_never_throw_and_never_make_a_pair_work()
    {
        int seed = TestSeed.First(1);
        var random = new Random(seed);
        var peer = Create();
        peer.Agent.AddRemoteCandidate(Candidate("192.0.2.2:5002"), 0);
        byte[] request = IceForge.Drain(peer.Agent, 0)[0].Bytes;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = (byte[])request.Clone();
            if (random.Next(4) == 0)
                random.NextBytes(bytes);
            bytes[0] = (byte)random.Next(2);
            for (int flips = random.Next(6); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            peer.Agent.HandleDatagram(peer.Paths[0], Stranger, bytes.AsSpan(0, random.Next(bytes.Length + 1)), round);
        }

        Assert.True(peer.Agent.SelectedPair is null, $"seed {seed}");
        Assert.False(peer.Agent.IsValidated(peer.Paths[0], Stranger), $"seed {seed}");
    }

    [Fact]
    public void Data_packets_are_looked_up_without_allocation()
    {
        var peer = Create();
        var right = IPEndPoint.Parse("192.0.2.2:5002");
        for (int index = 0; index < 10; index++)
            peer.Agent.HandleDatagram(peer.Paths[0], new IPEndPoint(right.Address, 5000 + index), IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment), index);

        var same = new IPEndPoint(right.Address, right.Port);
        byte[] data = [23, 254, 253, .. new byte[1200]];
        int hits = Count();
        long before = GC.GetAllocatedBytesForCurrentThread();
        hits += Count();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2_000, hits);

        int Count()
        {
            int found = 0;
            for (int index = 0; index < 1_000; index++)
            {
                if (!peer.Agent.HandleDatagram(peer.Paths[0], same, data, index) && peer.Agent.IsValidated(peer.Paths[0], same))
                    found++;
            }

            return found;
        }
    }

    private static IcePeer Create(IceOptions? options = null, params string[] sockets)
    {
        var peer = new IcePeer(1, controlling: true, options).With(sockets.Length == 0 ? ["192.0.2.1:5001"] : sockets);
        peer.Agent.SetRemoteCredentials(Remote, 0);
        return peer;
    }

    private static IceCandidate Candidate(string endPoint) => new()
    {
        Foundation = endPoint.Length > 32 ? "1" : endPoint,
        Priority = 1,
        EndPoint = IPEndPoint.Parse(endPoint),
        Type = IceCandidateType.Host,
    };
}
