using System.Security.Authentication;
using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>Media sections: offers without data, refusals, and sections that keep their places.</summary>
public sealed class SectionTests
{
    private const string Head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    [Fact]
    public void An_offer_of_nothing_is_answered_with_nothing_and_the_connection_stays_new()
    {
        using var side = new NegotiationSide();
        side.Remote(new SessionDescription(SdpType.Offer, Head));

        var answer = side.Local();

        Assert.DoesNotContain("m=", answer.Sdp, StringComparison.Ordinal);
        Assert.Equal(SignalingState.Stable, side.State);
        Assert.Equal((PeerConnectionState.New, IceConnectionState.New, IceGatheringState.New), (side.Core.Transport.State, side.Core.Transport.IceState, side.Core.GatheringState));
        using var peer = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        Assert.NotNull(side.Core.Transport.LocalDtlsRole);
    }

    [Fact]
    public void An_offer_of_media_alone_is_refused_section_by_section_and_the_connection_stays_new()
    {
        using var side = new NegotiationSide();
        side.Channel();
        side.Remote(new SessionDescription(SdpType.Offer, Head + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:a\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\n"));

        var answer = side.Local();

        Assert.Equal(["m=audio 0 UDP/TLS/RTP/SAVPF 111", "m=video 0 UDP/TLS/RTP/SAVPF 96"], answer.Sdp.Split("\r\n").Where(static line => line.StartsWith("m=", StringComparison.Ordinal)));
        Assert.Equal(PeerConnectionState.New, side.Core.Transport.State);

        var offer = side.Local();
        Assert.Equal(["m=audio 0 UDP/TLS/RTP/SAVPF 111", "m=video 0 UDP/TLS/RTP/SAVPF 96", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"], offer.Sdp.Split("\r\n").Where(static line => line.StartsWith("m=", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_offer_that_refuses_data_leaves_a_new_connection_new()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        side.Remote(Refusing(peer.Local()));

        var answer = side.Local();

        Assert.Contains("m=application 0 ", answer.Sdp, StringComparison.Ordinal);
        Assert.Equal(PeerConnectionState.New, side.Core.Transport.State);
        Assert.Null(side.Closed);
    }

    [Fact]
    public void An_answer_that_refuses_data_ends_the_connection_and_says_why()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        side.Channel();
        peer.Remote(side.Local());

        side.Remote(Refusing(peer.Local()));

        Assert.Equal(PeerChannelCloseKind.Remote, side.Closed!.Kind);
        Assert.Contains("refuses", side.Closed.Message, StringComparison.Ordinal);
        Assert.Equal(SignalingState.Closed, side.State);
        Assert.Equal(["signaling Stable", "ice Closed", "connection Closed", "closed"], side.Told.TakeLast(4));
    }

    [Fact]
    public void A_later_offer_that_refuses_data_ends_the_connection_when_it_is_answered()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        side.Remote(Refusing(peer.Local()));
        Assert.Null(side.Closed);

        side.Local();

        Assert.Equal(PeerChannelCloseKind.Remote, side.Closed!.Kind);
    }

    [Theory]
    [InlineData("a=mid:0", "a=mid:9")]
    [InlineData("m=application 9", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:9\r\nm=application 9")]
    public void A_later_offer_whose_sections_have_moved_is_refused(string from, string to)
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        var offer = peer.Local();

        Assert.Throws<ArgumentException>(() => side.Remote(offer with { Sdp = offer.Sdp.Replace(from, to, StringComparison.Ordinal) }));

        Assert.Equal(SignalingState.Stable, side.State);
        side.Remote(offer);
        peer.Remote(side.Local());
        Assert.Equal(SignalingState.Stable, peer.State);
    }

    [Fact]
    public void A_later_offer_of_another_certificate_is_refused_and_one_of_sha_1_alone_always()
    {
        using var peer = new NegotiationSide();
        using var stranger = new NegotiationSide();
        using var side = new NegotiationSide();
        var offer = peer.Local();
        Assert.Throws<ArgumentException>(() => side.Remote(offer with { Sdp = offer.Sdp.Replace("a=fingerprint:sha-256", "a=fingerprint:sha-1", StringComparison.Ordinal) }));
        side.Remote(offer);
        peer.Remote(side.Local());

        var refused = Assert.Throws<ArgumentException>(() => side.Remote(stranger.Local()));

        Assert.IsType<AuthenticationException>(refused.InnerException);
        Assert.Equal(SignalingState.Stable, side.State);
    }

    [Fact]
    public void An_offer_has_a_data_section_although_there_is_no_channel_yet()
    {
        using var side = new NegotiationSide();

        Assert.Contains("m=application 9 ", side.Local().Sdp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SdpType.Answer)]
    [InlineData(SdpType.PrAnswer)]
    public void An_answer_that_restarts_ICE_by_itself_is_refused(SdpType type)
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        peer.Remote(side.Local());
        var answer = peer.Local();
        var other = answer.Sdp.Replace("a=ice-ufrag:", "a=ice-ufrag:x", StringComparison.Ordinal);

        Assert.Throws<ArgumentException>(() => side.Remote(new SessionDescription(type, other)));

        Assert.Equal(SignalingState.HaveLocalOffer, side.State);
        side.Remote(answer);
        Assert.Equal(SignalingState.Stable, side.State);
    }

    [Fact]
    public void A_largest_message_negotiated_anew_takes_effect()
    {
        using var peer = new NegotiationSide();
        using var side = new NegotiationSide();
        NegotiationSide.Exchange(side, peer);
        Assert.Equal(256 * 1024, side.Core.Transport.RemoteMaxMessageSize);
        var offer = peer.Local();
        side.Remote(offer with { Sdp = offer.Sdp.Replace("a=max-message-size:262144", "a=max-message-size:1000", StringComparison.Ordinal) });
        Assert.Equal(256 * 1024, side.Core.Transport.RemoteMaxMessageSize);

        side.Local();

        Assert.Equal(1000, side.Core.Transport.RemoteMaxMessageSize);
    }

    private static SessionDescription Refusing(SessionDescription description) =>
        description with { Sdp = description.Sdp.Replace("m=application 9", "m=application 0", StringComparison.Ordinal) };
}
