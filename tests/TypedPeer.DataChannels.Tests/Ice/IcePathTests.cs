using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>A candidate is a path, whatever carries it: ports, relays and connections are told apart by what they say of themselves.</summary>
public sealed class IcePathTests
{
    private static readonly FakePath Relay = new("203.0.113.9:49200", DatagramPathKind.Relay) { RelatedEndPoint = IPEndPoint.Parse("198.51.100.1:6000") };

    [Fact]
    public void A_relay_is_a_candidate_of_its_own_type_below_all_others()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001").With(Relay);

        var candidate = peer.Candidates[1];
        Assert.Equal((IceCandidateType.Relayed, "udp", 0u), (candidate.Type, candidate.Transport, candidate.Priority >> 24));
        Assert.EndsWith(" 203.0.113.9 49200 typ relay raddr 198.51.100.1 rport 6000", candidate.ToString(), StringComparison.Ordinal);
        Assert.True(candidate.Priority < peer.Candidates[0].Priority);
        Assert.NotEqual(candidate.Foundation, peer.Candidates[0].Foundation);
    }

    [Fact]
    public void Two_peers_meet_through_a_relay_where_nothing_else_reaches()
    {
        var left = new IcePeer(1, controlling: true).With("10.0.0.1:5001").With(Relay);
        var right = new IcePeer(2, controlling: false).With("192.0.2.2:5002");
        var link = new IceLink(left, right) { Passes = static datagram => datagram.From.Address.ToString() != "10.0.0.1" && datagram.To.Address.ToString() != "10.0.0.1" };

        Assert.True(link.Exchange().Connect());

        Assert.Same(Relay, left.Agent.SelectedPair!.Path);
        Assert.Equal(Relay.LocalEndPoint, right.Agent.SelectedPair!.RemoteEndPoint);
        Assert.Equal(IceCandidateType.Relayed, right.Agent.SelectedPair.Remote.Type);
    }

    [Fact]
    public void STUN_servers_are_asked_from_ports_alone()
    {
        var peer = new IcePeer(1, controlling: true).With(Relay).With(Connection("192.0.2.1:9", "192.0.2.2:7000"));
        peer.Agent.AddStunServer(IPEndPoint.Parse("203.0.113.200:3478"), 0, "stun:example.org");
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.HandleDeadline(0);

        Assert.Empty(IceForge.Drain(peer.Agent, 0));
        Assert.Equal(1, peer.LocalEnds);
    }

    [Fact]
    public void A_connection_is_a_TCP_candidate_that_is_paired_with_its_other_end_alone()
    {
        var connection = Connection("192.0.2.1:9", "192.0.2.2:7000");
        var left = new IcePeer(1, controlling: true).With(connection).With("192.0.2.1:5001");
        var right = new IcePeer(2, controlling: false).With(new FakePath("192.0.2.2:7000", DatagramPathKind.Tcp) { TcpType = "passive", OtherEnd = connection.LocalEndPoint }).With("192.0.2.2:5002");
        var link = new IceLink(left, right) { Passes = static datagram => datagram.From.Port is 9 or 7000 };

        Assert.StartsWith("candidate:1 1 tcp ", left.Candidates[0].ToString(), StringComparison.Ordinal);
        Assert.EndsWith(" 192.0.2.1 9 typ host tcptype active", left.Candidates[0].ToString(), StringComparison.Ordinal);
        Assert.True(left.Candidates[0].Priority < left.Candidates[1].Priority, "UDP comes first, also where it was added later.");
        Assert.True(link.Exchange().Connect());

        Assert.Same(connection, left.Agent.SelectedPair!.Path);
        Assert.Equal(2, left.Agent.Pairs.Count);
        Assert.All(link.Log, static datagram => Assert.Equal(datagram.From.Port is 9 or 7000, datagram.To.Port is 9 or 7000));
    }

    [Fact]
    public void A_TCP_candidate_is_of_no_use_without_a_connection_and_an_active_one_never()
    {
        Assert.True(IceCandidate.TryParse("candidate:1 1 tcp 1518280447 192.0.2.2 7000 typ host tcptype passive", out var passive));
        Assert.True(IceCandidate.TryParse("candidate:2 1 TCP 1518280446 192.0.2.2 9000 typ host tcptype active", out var active));
        Assert.True(IceCandidate.TryParse("candidate:3 1 tcp 1518280445 192.0.2.2 9001 typ host", out var silent));
        Assert.Equal(("passive", "active", null), (passive!.TcpType, active!.TcpType, silent!.TcpType));

        var without = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        var with = new IcePeer(1, controlling: true).With(new FakePath("192.0.2.1:9", DatagramPathKind.Tcp) { TcpType = "active" });
        foreach (var peer in (IcePeer[])[without, with])
        {
            peer.Agent.SetRemoteCredentials(new IceCredentials("remo", "remotepasswordremotepass"), 0);
            foreach (var candidate in (IceCandidate[])[passive, active, silent])
                peer.Agent.AddRemoteCandidate(candidate, 0);
        }

        Assert.Empty(without.Agent.Pairs);
        Assert.Equal(passive, Assert.Single(with.Agent.Pairs).Remote);
    }

    [Fact]
    public void A_path_is_one_candidate_and_what_comes_by_another_is_nobodys()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        Assert.Throws<ArgumentException>(() => peer.Agent.AddPath(peer.Paths[0]));

        peer.Agent.HandleDatagram(new FakePath("192.0.2.1:5001"), IPEndPoint.Parse("192.0.2.2:5002"), IceForge.Request(peer.Agent.LocalCredentials, "someone"), 0);

        Assert.Empty(IceForge.Drain(peer.Agent, 0));
    }

    [Fact]
    public void However_many_paths_come_and_go_no_two_that_are_there_have_one_priority()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        var last = new FakePath("192.0.2.2:5002");
        for (int round = 0; round < 70_000; round++)
        {
            var path = new FakePath(new IPEndPoint(new IPAddress([10, (byte)(round >> 16), (byte)(round >> 8), (byte)round]), 6000));
            peer.Agent.AddPath(path);
            if (round == 35_000)
                peer.Agent.AddPath(last);
            Assert.Equal(peer.Agent.LocalCandidates.Count(), peer.Agent.LocalCandidates.Select(static candidate => candidate.Priority).Distinct().Count());
            Assert.InRange(peer.Candidates[^1].Foundation.Length, 1, 32);
            peer.Agent.RemovePath(path, round);
            peer.Candidates.Clear();
            peer.Removed.Clear();
        }

        Assert.Equal(2, peer.Agent.LocalCandidates.Count());
    }

    [Fact]
    public void What_waits_to_leave_by_a_path_that_is_gone_does_not_leave()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001", "192.0.2.1:5003");
        peer.Agent.SetRemoteCredentials(new IceCredentials("remo", "remotepasswordremotepass"), 0);
        foreach (var path in peer.Paths)
            peer.Agent.HandleDatagram(path, IPEndPoint.Parse("192.0.2.2:5002"), IceForge.Request(peer.Agent.LocalCredentials, "remo"), 1);

        peer.Agent.RemovePath(peer.Paths[0], 2);

        byte[] buffer = new byte[1200];
        int written = 0;
        for (; peer.Agent.WriteDatagram(buffer, 2, out var by, out _) > 0; written++)
            Assert.Same(peer.Paths[1], by);
        Assert.Equal(2, written);
        Assert.False(peer.Agent.IsValidated(peer.Paths[0], IPEndPoint.Parse("192.0.2.2:5002")));
        Assert.True(peer.Agent.IsValidated(peer.Paths[1], IPEndPoint.Parse("192.0.2.2:5002")));
        Assert.All(peer.Agent.Pairs, pair => Assert.Same(peer.Paths[1], pair.Path));
    }

    private static FakePath Connection(string local, string other) =>
        new(local, DatagramPathKind.Tcp) { TcpType = "active", OtherEnd = IPEndPoint.Parse(other) };
}
