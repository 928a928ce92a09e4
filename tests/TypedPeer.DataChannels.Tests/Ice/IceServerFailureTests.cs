using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Gathering;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>A STUN server that gives no candidate is told of, once, with what is known.</summary>
public sealed class IceServerFailureTests
{
    private static readonly IPEndPoint Server = IPEndPoint.Parse("203.0.113.9:3478");

    [Fact]
    public void A_silent_server_is_told_of_once_when_it_is_given_up()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001", "198.51.100.1:5001");
        peer.Agent.AddStunServer(Server, 0, "stun:silent");
        peer.Agent.EndOfLocalCandidates();
        RunTo(peer, 7_000_000);
        Assert.Empty(peer.ServerFailures);

        RunTo(peer, 60_000_000);

        Assert.Equal([("stun:silent", IceServerFailure.NoAnswer)], peer.ServerFailures);
        Assert.Equal(1, peer.LocalEnds);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public void An_error_of_a_server_is_told_with_its_code(int code)
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.AddStunServer(Server, 0, "stun:no");
        var (request, _) = Assert.Single(IceForge.Drain(peer.Agent, 0));

        peer.Agent.HandleDatagram(peer.Paths[0], Server, IceForge.Response(request, "unused", Server, code), 1);

        Assert.Equal([("stun:no", code)], peer.ServerFailures);
        Assert.Equal(1, peer.LocalEnds);
    }

    [Fact]
    public void A_server_that_answers_one_socket_has_not_failed()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001", "198.51.100.1:5001");
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.AddStunServer(Server, 0, "stun:half");
        var (request, _) = IceForge.Drain(peer.Agent, 0)[0];
        peer.Agent.HandleDatagram(peer.Paths[0], Server, IceForge.Response(request, "unused", IPEndPoint.Parse("203.0.113.7:1000")), 1);

        RunTo(peer, 60_000_000);

        Assert.Empty(peer.ServerFailures);
    }

    [Fact]
    public void A_server_no_socket_can_reach_and_one_too_many_are_told_of()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        peer.Agent.AddStunServer(IPEndPoint.Parse("[2001:db8::1]:3478"), 0, "stun:six");
        for (int index = 1; index <= 4; index++)
            peer.Agent.AddStunServer(new IPEndPoint(Server.Address, index + 1000), 0, $"stun:{index}");

        peer.Agent.EndOfLocalCandidates();
        peer.Agent.HandleDeadline(1);

        Assert.Equal([("stun:4", IceServerFailure.TooMany), ("stun:six", IceServerFailure.OutOfReach)], peer.ServerFailures);
    }

    [Fact]
    public void Without_a_socket_it_fails_as_soon_as_both_sides_are_known_and_says_why()
    {
        var peer = new IcePeer(1, controlling: true);
        peer.Agent.SetRemoteCredentials(new IceCredentials("remote", "0123456789012345678901"), 0);
        Assert.Equal(IceConnectionState.New, peer.Agent.State);

        peer.Agent.EndOfLocalCandidates();
        peer.Agent.HandleDeadline(1);

        Assert.Equal((IceConnectionState.Failed, IceFailure.NoPath), (peer.Agent.State, peer.Agent.Failure));
    }

    [Fact]
    public void Without_a_pair_it_waits_for_checks_of_the_other_side_and_then_says_why()
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.SetRemoteCredentials(new IceCredentials("remote", "0123456789012345678901"), 0);
        peer.Agent.AddRemoteCandidate(new IceCandidate { Foundation = "1", Priority = 1, EndPoint = IPEndPoint.Parse("[2001:db8::2]:4000"), Type = IceCandidateType.Host }, 0);
        peer.Agent.EndOfRemoteCandidates(0);

        RunTo(peer, 60_000_000);

        Assert.Equal((IceConnectionState.Failed, IceFailure.NoPair), (peer.Agent.State, peer.Agent.Failure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_says_it_has_no_address_is_not_waited_for_long_unless_it_named_one_of_no_use(bool namesOne)
    {
        var peer = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        peer.Agent.EndOfLocalCandidates();
        peer.Agent.SetRemoteCredentials(new IceCredentials("remote", "0123456789012345678901"), 0);
        if (namesOne)
            peer.Agent.AddRemoteCandidate(new IceCandidate { Foundation = "1", Priority = 1, HostName = "x.local", HostPort = 1, Type = IceCandidateType.Host }, 0);
        peer.Agent.EndOfRemoteCandidates(0);

        RunTo(peer, new IceOptions().NoCandidateTimeout - 1);
        Assert.Equal(namesOne ? IceConnectionState.Checking : IceConnectionState.New, peer.Agent.State);
        RunTo(peer, new IceOptions().NoCandidateTimeout + 1);

        Assert.Equal(namesOne ? IceConnectionState.Checking : IceConnectionState.Failed, peer.Agent.State);
        Assert.Equal(namesOne ? IceFailure.None : IceFailure.NoCandidate, peer.Agent.Failure);
    }

    [Fact]
    public void A_peer_that_says_it_has_no_address_and_checks_from_one_connects()
    {
        var left = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        var right = new IcePeer(2, controlling: false).With("192.0.2.2:5002");
        var link = new IceLink(left, right);
        IceLink.ExchangeCredentials(left, right, link.Now);
        left.Agent.EndOfRemoteCandidates(link.Now);
        foreach (var candidate in left.Agent.LocalCandidates)
            right.Agent.AddRemoteCandidate(candidate, link.Now);

        Assert.True(link.Connect());
        link.Run(60_000_000);
        Assert.Equal(IceFailure.None, left.Agent.Failure);
    }

    private static void RunTo(IcePeer peer, long end)
    {
        for (long now = peer.Agent.NextDeadline; now <= end; now = Math.Max(now + 1, peer.Agent.NextDeadline))
        {
            peer.Agent.HandleDeadline(now);
            IceForge.Drain(peer.Agent, now);
        }
    }
}
