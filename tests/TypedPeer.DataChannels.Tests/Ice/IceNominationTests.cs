using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Tests.Ice;

public sealed class IceNominationTests
{
    private static readonly IceCredentials Remote = new("remo", "remoteremoteremoteremote");
    private static readonly IPEndPoint Good = IPEndPoint.Parse("192.0.2.2:5002");
    private static readonly IPEndPoint Better = IPEndPoint.Parse("192.0.2.2:5003");

    [Fact]
    public void Aggressive_nomination_settles_on_the_best_pair()
    {
        var peer = Controlled();
        Answer(peer, 1);
        Nominate(peer, Good, 2);
        Assert.Equal(Good, peer.Agent.SelectedPair!.RemoteEndPoint);

        Nominate(peer, Better, 3);
        Nominate(peer, Good, 4);

        Assert.Equal(Better, peer.Agent.SelectedPair!.RemoteEndPoint);
    }

    [Fact]
    public void A_nomination_before_our_own_check_is_answered_counts_when_it_is()
    {
        var peer = Controlled();
        Nominate(peer, Better, 1, drain: false);
        Assert.Null(peer.Agent.SelectedPair);

        Answer(peer, 1);

        Assert.Equal(Better, peer.Agent.SelectedPair!.RemoteEndPoint);
        Assert.True(peer.Agent.SelectedPair.IsNominated);
    }

    [Fact]
    public void A_later_nomination_is_a_change_of_mind_and_followed()
    {
        var peer = Controlled();
        Answer(peer, 1);
        Nominate(peer, Better, 2);

        long later = new IceOptions().NominationSettling + 10;
        Nominate(peer, Good, later);
        Assert.Equal(Good, peer.Agent.SelectedPair!.RemoteEndPoint);
        Nominate(peer, Better, later + 1);
        Assert.Equal(Better, peer.Agent.SelectedPair!.RemoteEndPoint);
    }

    [Fact]
    public void A_controlling_agent_ignores_nominations()
    {
        var peer = Controlled();
        peer.Agent.IsControlling = true;
        Answer(peer, 1);
        var selected = peer.Agent.SelectedPair;

        peer.Agent.HandleDatagram(peer.Paths[0], selected!.RemoteEndPoint.Equals(Good) ? Better : Good, IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment, nominates: true), 2);

        Assert.Same(selected, peer.Agent.SelectedPair);
    }

    [Fact]
    public void A_lite_peer_that_only_answers_is_connected_to()
    {
        var peer = new IcePeer(1, controlling: false).With("192.0.2.1:5001");
        peer.Agent.IsRemoteLite = true;
        peer.Agent.SetRemoteCredentials(Remote, 0);
        peer.Agent.AddRemoteCandidate(Candidate(Good, 5), 0);

        Answer(peer, 1);
        Assert.NotNull(peer.Agent.SelectedPair);
        Answer(peer, 2);

        Assert.True(peer.Agent.IsControlling);
        Assert.True(peer.Agent.SelectedPair!.IsNominated);
    }

    [Fact]
    public void A_reflexive_pair_waits_a_moment_for_a_better_one_before_it_is_nominated_but_carries_data_at_once()
    {
        var options = new IceOptions();
        var peer = new IcePeer(1, controlling: true, options).With("192.0.2.1:5001");
        peer.Agent.SetRemoteCredentials(Remote, 0);
        peer.Agent.AddRemoteCandidate(Candidate(Better, 9), 0);
        peer.Agent.AddRemoteCandidate(Candidate(Good, 5) with { Type = IceCandidateType.ServerReflexive }, 0);

        Answer(peer, 0, only: Good);
        Assert.Equal(Good, peer.Agent.SelectedPair!.RemoteEndPoint);
        Assert.Empty(IceForge.Drain(peer.Agent, 1));
        Assert.InRange(peer.Agent.NextDeadline, 1, options.NominationGrace);

        peer.Agent.HandleDeadline(options.NominationGrace);
        Answer(peer, options.NominationGrace, only: Good);
        Assert.True(peer.Agent.SelectedPair.IsNominated);
    }

    private static IcePeer Controlled()
    {
        var peer = new IcePeer(1, controlling: false).With("192.0.2.1:5001");
        peer.Agent.SetRemoteCredentials(Remote, 0);
        peer.Agent.AddRemoteCandidate(Candidate(Good, 5), 0);
        peer.Agent.AddRemoteCandidate(Candidate(Better, 9), 0);
        return peer;
    }

    private static void Nominate(IcePeer peer, IPEndPoint from, long now, bool drain = true)
    {
        peer.Agent.HandleDatagram(peer.Paths[0], from, IceForge.Request(peer.Agent.LocalCredentials, Remote.UsernameFragment, nominates: true), now);
        if (drain)
            IceForge.Drain(peer.Agent, now);
    }

    private static void Answer(IcePeer peer, long now, IPEndPoint? only = null)
    {
        foreach (var (bytes, to) in IceForge.Drain(peer.Agent, now))
        {
            if (IceForge.IsRequest(bytes) && (only is null || to.Equals(only)))
                peer.Agent.HandleDatagram(peer.Paths[0], to, IceForge.Response(bytes, Remote.Password, peer.Paths[0].LocalEndPoint), now);
        }
    }

    private static IceCandidate Candidate(IPEndPoint endPoint, uint priority) => new()
    {
        Foundation = endPoint.Port.ToString(),
        Priority = priority,
        EndPoint = endPoint,
        Type = IceCandidateType.Host,
    };
}
