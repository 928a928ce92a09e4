using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>TCP candidates (RFC 6544) as the agent knows them: where they stand among others, and what becomes of their pairs when a connection is lost.</summary>
public sealed class IceTcpTests
{
    private static readonly IPEndPoint Port = IPEndPoint.Parse("192.0.2.2:7000");

    [Fact]
    public void UDP_comes_first_then_connections_of_this_side_then_of_the_peer_then_relays_by_UDP_TCP_and_TLS()
    {
        FakePath[] worstFirst =
        [
            Relay("203.0.113.1:5001", preference: 5),
            Relay("203.0.113.1:5002", preference: 6),
            Relay("203.0.113.1:5003", preference: 7),
            Passive("192.0.2.1:7001"),
            Active("192.0.2.1:9"),
            new("192.0.2.1:5001"),
        ];
        var peer = new IcePeer(1, controlling: true);
        foreach (var path in worstFirst)
            peer.With(path);

        Assert.Equal(peer.Candidates, peer.Candidates.OrderBy(static candidate => candidate.Priority));
        Assert.Equal([0u, 0, 0, 90, 90, 126], peer.Candidates.Select(static candidate => candidate.Priority >> 24));
        Assert.Equal([5u, 6, 7, 4, 6, 7], peer.Candidates.Select(static candidate => (candidate.Priority >> 21) & 7));
        Assert.All(peer.Candidates, static candidate => Assert.Equal(255u, candidate.Priority & 255));
    }

    [Fact]
    public void TCP_is_used_while_nothing_else_works_and_left_when_UDP_does()
    {
        var left = new IcePeer(1, controlling: true).With("192.0.2.1:5001").With(Active("192.0.2.1:9"));
        var right = new IcePeer(2, controlling: false).With("192.0.2.2:5002").With(Passive(Port.ToString()));
        var link = new IceLink(left, right) { Passes = static datagram => datagram.From.Port is 9 or 7000 };
        Assert.True(link.Exchange().Connect());
        Assert.Equal((true, "tcp", "active"), (left.Agent.SelectedPair!.IsNominated, left.Agent.SelectedPair.Local.Transport, right.Agent.SelectedPair!.Remote.TcpType));

        link.Passes = static _ => true;

        Assert.True(link.RunUntil(() => left.Agent.SelectedPair is { IsNominated: true, Path.Kind: DatagramPathKind.Udp } && right.Agent.SelectedPair is { IsNominated: true, Path.Kind: DatagramPathKind.Udp }));
        Assert.DoesNotContain(IceConnectionState.Disconnected, left.States);
    }

    [Fact]
    public void A_lost_connection_is_left_at_once_for_another_that_works()
    {
        var left = new IcePeer(1, controlling: true).With(Active("192.0.2.1:9")).With(Active("192.0.2.3:9"));
        var right = new IcePeer(2, controlling: false).With(Passive(Port.ToString()));
        var link = new IceLink(left, right);
        Assert.True(link.Exchange().Connect());
        Assert.True(link.RunUntil(() => left.Agent.Pairs.All(static pair => pair.State == IceCandidatePairState.Succeeded)));
        var lost = left.Agent.SelectedPair!;

        left.Agent.OnDisconnected(lost.Path, Port, link.Now);

        Assert.NotSame(lost.Path, left.Agent.SelectedPair!.Path);
        Assert.False(left.Agent.IsValidated(lost.Path, Port));
        Assert.DoesNotContain(IceConnectionState.Disconnected, left.States);
    }

    [Fact]
    public void The_only_connection_when_it_is_lost_is_made_again_by_who_made_it_and_forgotten_by_the_other()
    {
        var left = new IcePeer(1, controlling: true).With(Active("192.0.2.1:9"));
        var right = new IcePeer(2, controlling: false).With(Passive(Port.ToString()));
        var link = new IceLink(left, right);
        Assert.True(link.Exchange().Connect());
        var other = right.Agent.SelectedPair!.RemoteEndPoint;

        left.Agent.OnDisconnected(left.Paths[0], Port, link.Now);
        right.Agent.OnDisconnected(right.Paths[0], other, link.Now);

        Assert.Equal((IceConnectionState.Disconnected, IceConnectionState.Disconnected), (left.Agent.State, right.Agent.State));
        Assert.Empty(right.Agent.Pairs);
        Assert.False(right.Agent.IsValidated(right.Paths[0], other));
        Assert.True(link.RunUntil(() => left.Agent.SelectedPair is not null && right.Agent.SelectedPair is not null, limit: 1_000_000));
    }

    [Fact]
    public void An_address_that_refuses_connections_is_tried_seldom_and_given_up()
    {
        var peer = new IcePeer(1, controlling: true).With(Active("192.0.2.1:9"));
        peer.Agent.SetRemoteCredentials(new IceCredentials("remo", "remotepasswordremotepass"), 0);
        Assert.True(IceCandidate.TryParse("candidate:1 1 tcp 1518280447 192.0.2.2 7000 typ host tcptype passive", out var refusing));
        peer.Agent.AddRemoteCandidate(refusing!, 0);
        byte[] buffer = new byte[1200];
        long now = 0;
        int dials = 0;
        while (peer.Agent.State != IceConnectionState.Failed)
        {
            while (peer.Agent.WriteDatagram(buffer, now, out var path, out var remote) > 0)
            {
                dials++;
                peer.Agent.OnDisconnected(path, remote, now);
            }

            now = peer.Agent.NextDeadline;
            peer.Agent.HandleDeadline(now);
        }

        Assert.InRange(dials, 2, 6);
        Assert.InRange(now, 39_000_000, 40_000_000);
    }

    [Fact]
    public void Ports_of_the_peers_are_kept_for_paths_to_come_and_only_where_there_may_be_some()
    {
        Assert.True(IceCandidate.TryParse("candidate:1 1 tcp 1518280447 192.0.2.2 7000 typ host tcptype passive", out var port));
        foreach (bool usesTcp in (bool[])[true, false])
        {
            var peer = new IcePeer(1, controlling: true, new IceOptions { UsesTcp = usesTcp });
            peer.Agent.SetRemoteCredentials(new IceCredentials("remo", "remotepasswordremotepass"), 0);
            peer.Agent.AddRemoteCandidate(port!, 0);

            peer.With(Active("192.0.2.1:9"));

            Assert.Equal(usesTcp ? 1 : 0, peer.Agent.Pairs.Count);
        }
    }

    [Fact]
    public void Nobody_is_connected_to_whom_the_filter_refuses_nor_on_a_port_that_no_peer_has()
    {
        var peer = new IcePeer(1, controlling: true, new IceOptions { RemoteAddressFilter = static address => address.Address.ToString() != "192.0.2.2" }).With(Active("192.0.2.1:9"));
        peer.Agent.SetRemoteCredentials(new IceCredentials("remo", "remotepasswordremotepass"), 0);
        foreach (string where in (string[])["192.0.2.2 7000", "192.0.2.3 22", "192.0.2.3 443"])
        {
            Assert.True(IceCandidate.TryParse($"candidate:1 1 tcp 1518280447 {where} typ host tcptype passive", out var candidate));
            peer.Agent.AddRemoteCandidate(candidate!, 0);
        }

        Assert.Equal("192.0.2.3:443", Assert.Single(peer.Agent.Pairs).RemoteEndPoint.ToString());
    }

    [Theory]
    [InlineData("candidate:1 1 tcp 1 192.0.2.2 7000 typ host tcptype PASSIVE", null)]
    [InlineData("candidate:1 1 tcp 1 192.0.2.2 7000 typ host tcptype", null)]
    [InlineData("candidate:1 1 tcp 1 192.0.2.2 7000 typ host tcptype passive tcptype active", "active")]
    [InlineData("candidate:1 1 tcp 1 192.0.2.2 7000 typ host tcptype passive-and-more", null)]
    [InlineData("candidate:1 1 TCP 1 192.0.2.2 7000 typ srflx raddr 10.0.0.1 rport 9 tcptype so", "so")]
    public void What_a_candidate_says_of_its_connection_is_one_of_three_words_or_nothing(string text, string? expected)
    {
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        Assert.Equal(expected, candidate!.TcpType);
        Assert.Equal(expected is "passive" or "so", candidate.IsUsable);
    }

    private static FakePath Active(string local) => new(local, DatagramPathKind.Tcp) { TcpType = "active", Preference = 6 };

    private static FakePath Passive(string local) => new(local, DatagramPathKind.Tcp) { TcpType = "passive", Preference = 4, OtherEnd = new(IPAddress.None, 0) };

    private static FakePath Relay(string relayed, int preference) => new(relayed, DatagramPathKind.Relay) { Preference = preference };
}
