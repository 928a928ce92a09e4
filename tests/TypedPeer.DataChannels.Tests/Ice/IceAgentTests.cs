using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Tests.Ice;

public sealed class IceAgentTests
{
    private const long RoundTrip = 20_000;
    private const string LeftSocket = "192.0.2.1:5001";
    private const string RightSocket = "192.0.2.2:5002";

    [Fact]
    public void Two_agents_have_a_pair_to_send_on_after_one_round_trip_and_nominate_it_within_two()
    {
        var (left, right, link) = Create();
        link.Exchange();

        Assert.True(link.RunUntil(() => left.Agent.SelectedPair is not null && right.Agent.SelectedPair is not null));
        Assert.Equal(RoundTrip, link.Now);
        Assert.True(link.Connect());
        Assert.Equal(2 * RoundTrip, link.Now);
        Assert.Equal([IceConnectionState.Checking, IceConnectionState.Connected], left.States);
        Assert.Equal([IceConnectionState.Checking, IceConnectionState.Connected], right.States);
        Assert.Equal(IPEndPoint.Parse(RightSocket), left.Agent.SelectedPair!.RemoteEndPoint);
        Assert.Equal(RoundTrip, left.Agent.SelectedPair.RoundTripTime);
        Assert.Single(left.Selected);
        Assert.Single(right.Selected);
    }

    [Fact]
    public void Both_sides_become_completed_when_no_candidates_are_to_come()
    {
        var (left, right, link) = Create();
        link.Exchange();
        foreach (var peer in (IcePeer[])[left, right])
        {
            peer.Agent.EndOfLocalCandidates();
            peer.Agent.EndOfRemoteCandidates(link.Now);
        }

        link.Connect();

        Assert.Equal(IceConnectionState.Completed, left.Agent.State);
        Assert.Equal(IceConnectionState.Completed, right.Agent.State);
    }

    [Fact]
    public void One_side_without_any_remote_candidate_learns_it_from_checks()
    {
        var (left, right, link) = Create();
        IceLink.ExchangeCredentials(left, right, link.Now);
        right.Agent.AddRemoteCandidate(left.Candidates[0], link.Now);

        Assert.True(link.Connect());
        Assert.Equal(IceCandidateType.PeerReflexive, left.Agent.SelectedPair!.Remote.Type);
        Assert.Equal(IceCandidateType.Host, right.Agent.SelectedPair!.Remote.Type);
    }

    [Fact]
    public void A_candidate_that_comes_after_its_checks_is_recognised()
    {
        var (left, right, link) = Create();
        IceLink.ExchangeCredentials(left, right, link.Now);
        right.Agent.AddRemoteCandidate(left.Candidates[0], link.Now);
        link.Connect();

        left.Agent.AddRemoteCandidate(right.Candidates[0], link.Now);

        Assert.Equal(IceCandidateType.Host, left.Agent.SelectedPair!.Remote.Type);
        Assert.Single(left.Agent.Pairs);
    }

    [Fact]
    public void Checks_that_come_before_the_answer_connect_the_offerer_as_soon_as_it_comes()
    {
        var (left, right, link) = Create();
        right.Agent.SetRemoteCredentials(left.Agent.LocalCredentials, link.Now);
        right.Agent.AddRemoteCandidate(left.Candidates[0], link.Now);
        Assert.True(link.RunUntil(() => right.Agent.SelectedPair is not null, 2 * RoundTrip));
        Assert.Equal(IceConnectionState.New, left.Agent.State);
        Assert.True(left.Agent.IsValidated(left.Paths[0], IPEndPoint.Parse(RightSocket)));

        link.Run(5_000_000);
        long answered = link.Now;
        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials, link.Now);

        Assert.True(link.RunUntil(() => left.Agent.SelectedPair is not null));
        Assert.Equal(answered + RoundTrip, link.Now);
    }

    [Fact]
    public void An_answer_a_minute_late_still_connects()
    {
        var (left, right, link) = Create();
        right.Agent.SetRemoteCredentials(left.Agent.LocalCredentials, link.Now);
        link.Run(30_000_000);
        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials, link.Now);
        left.Agent.AddRemoteCandidate(right.Candidates[0], link.Now);

        Assert.True(link.Connect());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Equal_roles_are_settled_by_the_tie_breaker(bool role)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var left = new IcePeer(seed, role).With(LeftSocket);
            var right = new IcePeer(seed + 100, role).With(RightSocket);
            var link = new IceLink(left, right).Exchange();

            Assert.True(link.Connect());
            Assert.Equal(left.Agent.TieBreaker > right.Agent.TieBreaker, left.Agent.IsControlling);
            Assert.NotEqual(left.Agent.IsControlling, right.Agent.IsControlling);
        }
    }

    [Fact]
    public void The_best_of_several_paths_is_nominated()
    {
        var left = new IcePeer(1, true).With(LeftSocket, "198.51.100.1:5001", "[2001:db8::1]:5001");
        var right = new IcePeer(2, false).With("[2001:db8::2]:5002", RightSocket);
        var link = new IceLink(left, right);
        IceLink.ExchangeCandidates(left, right, link.Now);
        IceLink.ExchangeCredentials(left, right, link.Now);

        Assert.True(link.Connect());
        Assert.Same(left.Agent.Pairs[0], left.Agent.SelectedPair);
        Assert.Equal(left.Agent.Pairs.Select(pair => pair.Priority), right.Agent.Pairs.Select(pair => pair.Priority));
    }

    [Fact]
    public void When_only_the_worst_path_works_it_is_found()
    {
        var left = new IcePeer(1, true).With(LeftSocket, "198.51.100.1:5001", "10.0.0.1:5001");
        var right = new IcePeer(2, false).With(RightSocket, "198.51.100.2:5002", "10.0.0.2:5002");
        var link = new IceLink(left, right) { Passes = datagram => datagram.From.Address.ToString().StartsWith("10.", StringComparison.Ordinal) && datagram.To.Address.ToString().StartsWith("10.", StringComparison.Ordinal) };
        link.Exchange();

        Assert.True(link.Connect());
        Assert.Equal("10.0.0.2:5002", left.Agent.SelectedPair!.RemoteEndPoint.ToString());
        Assert.InRange(link.Now, 0, 500_000);
    }

    [Fact]
    public void Behind_a_port_translating_NAT_the_checks_of_both_sides_open_it()
    {
        var outside = IPEndPoint.Parse("203.0.113.9:40000");
        var (left, right, link) = Create();
        link.Translate = datagram => datagram.IsFromLeft ? datagram with { From = outside }
            : datagram.To.Equals(outside) ? datagram with { To = IPEndPoint.Parse(LeftSocket) }
            : datagram with { To = IPEndPoint.Parse("192.0.2.99:1") };
        link.Exchange();

        Assert.True(link.Connect());
        Assert.Equal(outside, right.Agent.SelectedPair!.RemoteEndPoint);
        Assert.Equal(IceCandidateType.PeerReflexive, left.Agent.SelectedPair!.Local.Type);
        Assert.Equal(outside, left.Agent.SelectedPair.Local.EndPoint);
    }

    [Fact]
    public void No_more_than_a_burst_of_checks_leaves_at_once_and_then_one_per_interval()
    {
        var options = new IceOptions();
        var left = new IcePeer(1, true, options).With(LeftSocket);
        var right = new IcePeer(2, false).With(RightSocket);
        var link = new IceLink(left, right) { Passes = static _ => false };
        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials, 0);
        for (int index = 0; index < 40; index++)
            left.Agent.AddRemoteCandidate(Candidate($"192.0.2.100:{6000 + index}"), 0);

        link.Run(options.InitialRetransmissionTimeout - 1);

        Assert.Equal(options.CheckBurst, link.Log.Count(datagram => datagram.At == 0));
        Assert.Equal(options.CheckBurst + 4, link.Written);
    }

    [Fact]
    public void An_address_that_never_answers_is_left_alone_in_the_end()
    {
        var options = new IceOptions { FailureTimeout = 10_000_000_000 };
        var left = new IcePeer(1, true, options).With(LeftSocket);
        var right = new IcePeer(2, false).With(RightSocket);
        var link = new IceLink(left, right) { Passes = static _ => false };
        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials, 0);
        left.Agent.AddRemoteCandidate(right.Candidates[0], 0);

        link.Run(options.FailureTimeout - 1);

        Assert.Equal(options.MaximumUnansweredRequests, link.Written);
    }

    [Fact]
    public void Without_any_working_path_both_sides_fail_after_the_patient_wait_and_fall_silent()
    {
        var (left, right, link) = Create();
        link.Passes = static _ => false;
        link.Exchange();

        Assert.True(link.RunUntil(() => left.Agent.State == IceConnectionState.Failed && right.Agent.State == IceConnectionState.Failed));
        Assert.Equal(new IceOptions().FailureTimeout, link.Now);
        int written = link.Written;
        link.Run(60_000_000);
        Assert.Equal(written, link.Written);
        Assert.Equal(long.MaxValue, left.Agent.NextDeadline);
    }

    [Fact]
    public void Link_local_addresses_connect_although_candidates_carry_no_zone()
    {
        var left = new IcePeer(1, true).With("[fe80::1%7]:5001");
        var right = new IcePeer(2, false).With("[fe80::2%7]:5002");
        var link = new IceLink(left, right);
        IceLink.ExchangeCredentials(left, right, 0);
        left.Agent.AddRemoteCandidate(Reread(right.Candidates[0]), 0);
        right.Agent.AddRemoteCandidate(Reread(left.Candidates[0]), 0);

        Assert.True(link.Connect());
        Assert.Single(left.Agent.Pairs);
        Assert.Equal(IceCandidateType.Host, left.Agent.SelectedPair!.Remote.Type);

        static IceCandidate Reread(IceCandidate candidate)
        {
            Assert.True(IceCandidate.TryParse(candidate.ToString(), out var read));
            Assert.Equal(0, read!.EndPoint!.Address.ScopeId);
            return read;
        }
    }

    [Theory]
    [InlineData("candidate:1 1 udp 1 0a1b2c3d.local 4000 typ host")]
    [InlineData("candidate:1 1 udp 1 example.com 4000 typ host")]
    [InlineData("candidate:1 2 udp 1 192.0.2.9 4000 typ host")]
    [InlineData("candidate:1 1 tcp 1 192.0.2.9 9 typ host tcptype active")]
    [InlineData("candidate:1 1 udp 1 192.0.2.9 4000 typ host ufrag old1")]
    public void Names_other_components_TCP_and_candidates_of_another_session_are_ignored(string text)
    {
        var (left, right, link) = Create();
        IceLink.ExchangeCredentials(left, right, link.Now);
        Assert.True(IceCandidate.TryParse(text, out var candidate));

        left.Agent.AddRemoteCandidate(candidate!, link.Now);

        Assert.Empty(left.Agent.Pairs);
    }

    [Fact]
    public void A_closed_agent_is_silent_and_deaf()
    {
        var (left, right, link) = Create();
        link.Exchange();
        link.Connect();

        left.Agent.Close();
        left.Agent.Close();
        link.Run(20_000_000);

        Assert.Equal(IceConnectionState.Closed, left.Agent.State);
        Assert.Single(left.States, IceConnectionState.Closed);
        Assert.Null(left.Agent.SelectedPair);
        Assert.Equal(IceConnectionState.Disconnected, right.Agent.State);
        Assert.Equal(long.MaxValue, left.Agent.NextDeadline);
    }

    private static (IcePeer Left, IcePeer Right, IceLink Link) Create()
    {
        var left = new IcePeer(1, controlling: true).With(LeftSocket);
        var right = new IcePeer(2, controlling: false).With(RightSocket);
        return (left, right, new IceLink(left, right));
    }

    private static IceCandidate Candidate(string endPoint) => new()
    {
        Foundation = endPoint,
        Priority = 1,
        EndPoint = IPEndPoint.Parse(endPoint),
        Type = IceCandidateType.Host,
    };
}
