using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>Machines with many networks: what works is not lost among what looks good.</summary>
public sealed class IceManyCandidatesTests
{
    private static readonly IceOptions Options = new();

    [Fact]
    public void Of_too_many_candidates_those_of_the_highest_priority_are_kept_whatever_their_order_and_the_owner_is_told_once()
    {
        var peer = Create("192.0.2.1:5001");
        var priorities = Enumerable.Range(1, 100).Select(static index => (uint)(((index * 37) % 101) * 1000)).ToArray();
        foreach (uint priority in priorities)
            peer.Agent.AddRemoteCandidate(Remote(priority), 0);

        var kept = peer.Agent.Pairs.Select(static pair => pair.Remote.Priority).Order();
        Assert.Equal(priorities.OrderDescending().Take(Options.MaximumSignaledCandidates).Order(), kept);
        Assert.Equal(1, peer.LeftOut);
    }

    [Fact]
    public void Ever_better_candidates_make_this_side_check_a_bounded_number_of_addresses()
    {
        var peer = Create("192.0.2.1:5001");
        var checkedAddresses = new HashSet<string>();
        for (int index = 1; index <= 5_000; index++)
        {
            long now = index * 20_000L;
            peer.Agent.AddRemoteCandidate(Remote((uint)index, index), now);
            peer.Agent.HandleDeadline(now);
            foreach (var (_, to) in IceForge.Drain(peer.Agent, now))
                checkedAddresses.Add(to.ToString());
        }

        Assert.InRange(checkedAddresses.Count, 1, Options.MaximumSignaledTaken);
    }

    [Fact]
    public void Every_candidate_has_a_pair_although_the_others_have_better_ones()
    {
        var peer = Create([.. Enumerable.Range(1, 8).Select(static index => $"192.0.2.{index}:5001")]);
        for (int index = 1; index < Options.MaximumSignaledCandidates; index++)
            peer.Agent.AddRemoteCandidate(Remote((uint)(1_000_000 + index), index), 0);

        var last = Remote(1, 5_000);
        peer.Agent.AddRemoteCandidate(last, 0);

        Assert.Equal(Options.MaximumPairs, peer.Agent.Pairs.Count);
        Assert.Equal(Options.MaximumSignaledCandidates, peer.Agent.Pairs.Select(static pair => pair.Remote.EndPoint!.ToString()).Distinct().Count());
        Assert.Contains(peer.Agent.Pairs, pair => pair.Remote.Priority == 1 && pair.Path == peer.Paths[0]);
    }

    [Fact]
    public void The_candidate_in_use_does_not_give_way()
    {
        var left = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        var right = new IcePeer(2, controlling: false).With("192.0.2.2:5002");
        var link = new IceLink(left, right).Exchange();
        Assert.True(link.Connect());
        var inUse = left.Agent.SelectedPair!;
        for (int index = 0; index < 300; index++)
            left.Agent.AddRemoteCandidate(Remote(uint.MaxValue - (uint)index, index + 1), link.Now);

        link.Run(10_000_000);
        Assert.Same(inUse, left.Agent.SelectedPair);
        Assert.Equal(IceConnectionState.Connected, right.Agent.State);
    }

    private static IcePeer Create(params string[] sockets)
    {
        var peer = new IcePeer(1, controlling: true).With(sockets);
        peer.Agent.SetRemoteCredentials(new IceCredentials("remote", "0123456789012345678901"), 0);
        return peer;
    }

    private static IceCandidate Remote(uint priority, int port = 0) => new()
    {
        Foundation = priority.ToString(),
        Priority = priority,
        EndPoint = new IPEndPoint(IPAddress.Parse("198.51.100.1"), 2000 + (port == 0 ? (int)(priority / 1000) : port)),
        Type = IceCandidateType.Host,
    };
}
