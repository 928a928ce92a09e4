using TypedPeer.DataChannels.Connection.Negotiation;

namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>Which candidates are taken, for which section and which ICE session.</summary>
public sealed class CandidateTests : IDisposable
{
    private readonly NegotiationSide _offerer = new();
    private readonly NegotiationSide _answerer = new();

    public CandidateTests() => _answerer.Socket("192.0.2.2:5002");

    [Theory]
    [InlineData("0", null)]
    [InlineData(null, 0)]
    [InlineData("0", 7)]
    public void A_candidate_is_found_its_section_by_mid_and_without_one_by_index(string? mid, int? index)
    {
        NegotiationSide.Exchange(_offerer, _answerer);

        _answerer.Candidate(Host(4000) with { SdpMid = mid, SdpMLineIndex = index });

        Assert.Equal(4000, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);
    }

    [Theory]
    [InlineData("1", null)]
    [InlineData("nonsense", 0)]
    [InlineData(null, 1)]
    [InlineData(null, -1)]
    [InlineData(null, null)]
    public void A_candidate_of_no_section_is_refused_and_harms_nothing(string? mid, int? index)
    {
        _answerer.Remote(_offerer.Local());
        var before = _answerer.Core.RemoteDescription;

        Assert.Throws<ArgumentException>(() => _answerer.Candidate(Host(4000) with { SdpMid = mid, SdpMLineIndex = index }));

        Assert.Equal(before, _answerer.Core.RemoteDescription);
        _answerer.Candidate(Host(4001));
        _answerer.Local();
        Assert.Equal(4001, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);
    }

    [Fact]
    public void A_candidate_that_is_none_is_refused_and_harms_nothing()
    {
        _answerer.Remote(_offerer.Local());
        var before = _answerer.Core.RemoteDescription;

        Assert.Throws<ArgumentException>(() => _answerer.Candidate(new IceCandidateInit("candidate:nonsense", "0")));

        Assert.Equal(before, _answerer.Core.RemoteDescription);
        Assert.Equal(SignalingState.HaveRemoteOffer, _answerer.State);
        _answerer.Candidate(Host(4001));
        Assert.Contains(" 4001 ", _answerer.Core.RemoteDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void Candidates_that_come_before_any_description_wait_for_it()
    {
        var offer = _offerer.Local();
        _answerer.Candidate(Host(4000) with { UsernameFragment = NegotiationSide.FragmentOf(offer) });
        _answerer.Candidate(Host(4001));

        _answerer.Remote(offer);
        _answerer.Local();

        Assert.Equal([4000, 4001], _answerer.Core.Transport.Ice.Pairs.Select(static pair => pair.RemoteEndPoint.Port).Order());
    }

    [Fact]
    public void A_candidate_of_the_next_ICE_session_waits_for_its_description()
    {
        NegotiationSide.Exchange(_offerer, _answerer);
        _offerer.RestartIce();
        var offer = _offerer.Local();

        _answerer.Candidate(Host(4000) with { UsernameFragment = NegotiationSide.FragmentOf(offer) });
        Assert.Empty(_answerer.Core.Transport.Ice.Pairs);
        Assert.DoesNotContain(" 4000 ", _answerer.Core.RemoteDescription!.Sdp, StringComparison.Ordinal);

        _answerer.Remote(offer);
        Assert.Contains(" 4000 ", _answerer.Core.PendingRemoteDescription!.Sdp, StringComparison.Ordinal);
        Assert.DoesNotContain(" 4000 ", _answerer.Core.CurrentRemoteDescription!.Sdp, StringComparison.Ordinal);
        Assert.Empty(_answerer.Core.Transport.Ice.Pairs);
        _answerer.Local();

        Assert.Equal(4000, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);
    }

    [Fact]
    public void A_candidate_for_an_offer_that_is_taken_back_goes_with_it_and_one_of_the_session_in_force_is_used_at_once()
    {
        NegotiationSide.Exchange(_offerer, _answerer);
        var current = _offerer.Fragment;
        _offerer.RestartIce();
        _answerer.Remote(_offerer.Local());
        _answerer.Candidate(Host(4000) with { UsernameFragment = _offerer.Fragment });
        _answerer.Candidate(Host(4001) with { UsernameFragment = current });
        Assert.Equal(4001, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);

        _answerer.Remote(NegotiationSide.Rollback);

        Assert.Equal(4001, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);
        Assert.Contains(" 4001 ", _answerer.Core.RemoteDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void A_candidate_of_a_session_that_is_over_comes_too_late_and_harms_nothing()
    {
        NegotiationSide.Exchange(_offerer, _answerer);
        var past = _offerer.Fragment;
        _offerer.RestartIce();
        NegotiationSide.Exchange(_offerer, _answerer);

        _answerer.Candidate(Host(4000) with { UsernameFragment = past });

        Assert.Empty(_answerer.Core.Transport.Ice.Pairs);
        Assert.DoesNotContain(" 4000 ", _answerer.Core.RemoteDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void An_offer_that_is_repeated_keeps_the_candidates_that_came_for_it()
    {
        var offer = _offerer.Local();
        _answerer.Remote(offer);
        _answerer.Candidate(Host(4000));

        _answerer.Remote(offer);
        _answerer.Local();

        Assert.Equal(4000, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);
    }

    [Fact]
    public void The_name_of_the_session_may_stand_in_the_candidate_itself()
    {
        NegotiationSide.Exchange(_offerer, _answerer);

        _answerer.Candidate(Host(4000) with { Candidate = Host(4000).Candidate + " ufrag other" });
        Assert.Empty(_answerer.Core.Transport.Ice.Pairs);
        _answerer.Candidate(Host(4001) with { Candidate = Host(4001).Candidate + " ufrag " + _offerer.Fragment });

        Assert.Equal(4001, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);
    }

    [Fact]
    public void The_end_of_candidates_is_that_of_its_session()
    {
        NegotiationSide.Exchange(_offerer, _answerer);

        _answerer.Candidate(new IceCandidateInit(string.Empty, UsernameFragment: "next"));
        Assert.DoesNotContain("end-of-candidates", _answerer.Core.RemoteDescription!.Sdp, StringComparison.Ordinal);
        _answerer.Candidate(new IceCandidateInit(string.Empty));
        Assert.Contains("end-of-candidates", _answerer.Core.RemoteDescription.Sdp, StringComparison.Ordinal);
        _offerer.Candidate(null);
        Assert.Contains("end-of-candidates", _offerer.Core.RemoteDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_candidates_as_Chromium_writes_it_is_that_of_the_newest_session()
    {
        NegotiationSide.Exchange(_offerer, _answerer);

        _answerer.Candidate(new IceCandidateInit(string.Empty, SdpMid: "0", UsernameFragment: string.Empty));

        Assert.Contains("end-of-candidates", _answerer.Core.RemoteDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void Candidates_that_nobody_comes_for_are_bounded_and_give_way_to_those_of_another_offer()
    {
        var offer = _offerer.Local();
        for (var i = 0; i < 3 * EarlyCandidates.MaxCount; i++)
        {
            _answerer.Candidate(Host(2000 + i) with { UsernameFragment = "ignored" });
        }

        Assert.Single(_answerer.Told, static told => told.StartsWith("error", StringComparison.Ordinal));
        _answerer.Candidate(Host(4000) with { UsernameFragment = NegotiationSide.FragmentOf(offer) });

        _answerer.Remote(offer);
        _answerer.Local();

        Assert.Equal(4000, Assert.Single(_answerer.Core.Transport.Ice.Pairs).RemoteEndPoint.Port);
    }

    [Fact]
    public void Candidates_for_one_description_are_bounded_too()
    {
        _answerer.Remote(_offerer.Local());
        for (var i = 0; i < 1000; i++)
        {
            _answerer.Candidate(Host(2000 + i));
        }

        Assert.Equal(EarlyCandidates.MaxCount, _answerer.Core.RemoteDescription!.Sdp.Split("a=candidate:").Length - 1);
        Assert.Single(_answerer.Told, static told => told.StartsWith("error", StringComparison.Ordinal));
        Assert.Equal(SignalingState.HaveRemoteOffer, _answerer.State);
    }

    [Fact]
    public void An_early_candidate_of_a_section_that_its_description_does_not_have_is_told()
    {
        _answerer.Candidate(Host(4000) with { SdpMid = "7" });

        _answerer.Remote(_offerer.Local());

        Assert.Contains(_answerer.Told, static told => told.StartsWith("error", StringComparison.Ordinal) && told.Contains('7', StringComparison.Ordinal));
        Assert.Equal(SignalingState.HaveRemoteOffer, _answerer.State);
    }

    public void Dispose()
    {
        _offerer.Dispose();
        _answerer.Dispose();
    }

    private static IceCandidateInit Host(int port) => new($"candidate:1 1 udp 2122260223 192.0.2.77 {port} typ host", "0");
}
