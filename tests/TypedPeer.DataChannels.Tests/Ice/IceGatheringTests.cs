using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Tests.Ice;

public sealed class IceGatheringTests
{
    private static readonly IPEndPoint Server = IPEndPoint.Parse("203.0.113.200:3478");
    private static readonly IPEndPoint Mapped = IPEndPoint.Parse("203.0.113.9:41000");

    [Fact]
    public void A_servers_answer_becomes_a_candidate_once()
    {
        var peer = Create(out var requests);

        foreach (var (bytes, to) in requests)
        {
            Assert.Equal(Server, to);
            peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(bytes, Mapped), 1);
            peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(bytes, Mapped), 2);
        }

        Assert.Equal(2, peer.Candidates.Count);
        Assert.Equal("candidate:2 1 udp 1694498815 203.0.113.9 41000 typ srflx raddr 192.0.2.1 rport 5001", peer.Candidates[1].ToString());
        Assert.Equal(peer.Candidates, peer.Agent.LocalCandidates);
    }

    [Fact]
    public void An_answer_that_shows_the_sockets_own_address_is_nothing_new()
    {
        var peer = Create(out var requests);

        peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(requests[0].Bytes, peer.Paths[0].LocalEndPoint), 1);

        Assert.Single(peer.Candidates);
    }

    [Fact]
    public void An_answer_from_elsewhere_or_with_another_id_or_an_address_that_is_none_is_ignored()
    {
        var peer = Create(out var requests);
        byte[] forged = (byte[])requests[0].Bytes.Clone();
        forged[10] ^= 1;
        new StunTransactionId(1, 2).Write(forged.AsSpan(8));
        var other = new StunMessageWriter(forged, StunMessageClass.Request, new StunTransactionId(1, 2));
        other.AddFingerprint();

        peer.Agent.HandleDatagram(peer.Paths[0], IPEndPoint.Parse("203.0.113.201:3478"), Answer(requests[0].Bytes, Mapped), 1);
        peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(forged, Mapped), 1);
        peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(requests[0].Bytes, IPEndPoint.Parse("255.255.255.255:5")), 1);

        Assert.Single(peer.Candidates);
    }

    [Fact]
    public void Gathering_ends_when_the_server_has_answered_and_the_owner_has_no_more_sockets()
    {
        var peer = Create(out var requests);
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.HandleDeadline(1);
        Assert.Equal(0, peer.LocalEnds);

        peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(requests[0].Bytes, Mapped), 2);
        peer.Agent.HandleDeadline(3);

        Assert.Equal(1, peer.LocalEnds);
    }

    [Fact]
    public void A_later_socket_is_asked_about_too()
    {
        var peer = Create(out _);
        peer.With("198.51.100.1:5001", "[2001:db8::1]:5001", "127.0.0.1:5001");
        peer.Agent.HandleDeadline(50_000);

        Assert.Single(IceForge.Drain(peer.Agent, 50_000));
    }

    [Fact]
    public void A_server_that_tells_another_address_each_time_makes_one_candidate()
    {
        var peer = Create(out var requests);
        for (int round = 1; round <= 100; round++)
        {
            foreach (var (bytes, _) in requests)
                peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(bytes, new IPEndPoint(Mapped.Address, 1000 + round)), round);
            peer.Agent.RestartGathering(round);
            peer.Agent.SetStunServers([(Server, "")], round * 1_000_000);
            requests = IceForge.Drain(peer.Agent, round * 1_000_000);
            Assert.Single(requests);
        }

        Assert.Equal(2, peer.Agent.LocalCandidates.Count());
        Assert.Equal(1100, peer.Agent.LocalCandidates.Last().EndPoint!.Port);
        Assert.Equal(99, peer.Removed.Count);
    }

    [Fact]
    public void A_search_asks_the_servers_of_today_and_tells_its_end_again()
    {
        var other = IPEndPoint.Parse("203.0.113.201:3478");
        var peer = Create(out var requests);
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(requests[0].Bytes, Mapped), 1);
        Assert.Equal(1, peer.LocalEnds);

        peer.Agent.RestartGathering(1_000_000);
        peer.Agent.SetStunServers([(other, "stun:other")], 1_000_000);
        Assert.Equal(Mapped, Assert.Single(peer.Removed).EndPoint);
        var (bytes, to) = Assert.Single(IceForge.Drain(peer.Agent, 1_000_000));
        Assert.Equal(other, to);
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.HandleDeadline(1_000_001);
        Assert.Equal(1, peer.LocalEnds);
        peer.Agent.HandleDatagram(peer.Paths[0], other, Answer(bytes, Mapped), 1_000_002);

        Assert.Equal(2, peer.LocalEnds);
        Assert.Equal(Mapped, peer.Candidates[^1].EndPoint);
    }

    [Fact]
    public void A_path_that_is_gone_is_not_asked_about_and_holds_nothing_up()
    {
        var peer = Create(out var requests);
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.HandleDeadline(1);
        Assert.Equal(0, peer.LocalEnds);

        peer.Agent.RemovePath(peer.Paths[0], 2);

        Assert.Equal(1, peer.LocalEnds);
        peer.Agent.HandleDatagram(peer.Paths[0], Server, Answer(requests[0].Bytes, Mapped), 3);
        peer.Agent.HandleDeadline(10_000_000);
        Assert.Empty(IceForge.Drain(peer.Agent, 10_000_000));
        Assert.Empty(peer.Agent.LocalCandidates);
        Assert.Single(peer.Candidates);
    }

    private static IcePeer Create(out List<(byte[] Bytes, IPEndPoint To)> requests)
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        peer.Agent.AddStunServer(Server, 0);
        requests = IceForge.Drain(peer.Agent, 0);
        Assert.Single(requests);
        Assert.InRange(peer.Agent.NextDeadline, 1, new IceOptions().InitialGatheringTimeout);
        return peer;
    }

    private static byte[] Answer(byte[] request, IPEndPoint mapped) => IceForge.Response(request, "unused", mapped);
}
