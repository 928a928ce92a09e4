using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Tests.Sdp;

/// <summary>Offers that put the data section into one BUNDLE group with media, which is not taken (RFC 9143).</summary>
public sealed class SdpBundleTests
{
    private static readonly SdpDataSection Own = new()
    {
        IceUfrag = "own1",
        IcePwd = "ownownownownownownown1",
        Fingerprints = [new SdpFingerprint("sha-256", [1, 0xAB, 3])],
        Setup = SdpSetup.Active,
        MaxMessageSize = 262144,
        Trickle = true,
    };

    [Fact]
    public void The_tagged_section_is_kept_inactive_with_one_codec_and_the_transport_and_all_other_media_is_rejected()
    {
        string answer = Answer(SdpMediaSamples.Chromium).ToString();

        Assert.Equal(
            """
            v=0
            o=- 7 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 2
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 0.0.0.0
            a=ice-ufrag:own1
            a=ice-pwd:ownownownownownownown1
            a=ice-options:trickle
            a=fingerprint:sha-256 01:AB:03
            a=setup:active
            a=mid:0
            a=inactive
            a=rtcp-mux
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;useinbandfec=1
            m=video 0 UDP/TLS/RTP/SAVPF 96 97
            c=IN IP4 0.0.0.0
            a=inactive
            a=mid:1
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=ice-ufrag:own1
            a=ice-pwd:ownownownownownownown1
            a=ice-options:trickle
            a=fingerprint:sha-256 01:AB:03
            a=setup:active
            a=mid:2
            a=sctp-port:5000
            a=max-message-size:262144

            """.ReplaceLineEndings("\r\n"),
            answer);
    }

    [Fact]
    public void The_transport_attributes_of_the_tagged_section_hold_for_the_data_section_and_its_own_do_not()
    {
        var offer = Parse(SdpMediaSamples.Chromium);

        Assert.Equal((2, 0, "0"), (offer.DataIndex, offer.TransportIndex, offer.TransportMid));
        Assert.Equal(("2", "aaaa", "111111111111111111111111", SdpSetup.ActPass), (offer.Data!.Mid, offer.Data.IceUfrag, offer.Data.IcePwd, offer.Data.Setup));
        Assert.Equal(0x0A, Assert.Single(offer.Data.Fingerprints).Value[0]);
        Assert.Equal(54321, Assert.Single(offer.Data.Candidates).EndPoint!.Port);
        Assert.Equal(262144, offer.Data.MaxMessageSize);
    }

    [Fact]
    public void A_bundle_only_data_section_uses_the_transport_of_the_tagged_one()
    {
        var offer = Parse(SdpMediaSamples.FirefoxMaxBundle);

        Assert.Equal((1, 0, "aaaaaaaa"), (offer.DataIndex, offer.TransportIndex, offer.Data!.IceUfrag));
        Assert.NotNull(offer.Data.Credentials);
        Assert.Equal(1073741823, offer.Data.MaxMessageSize);
        var answer = Answer(SdpMediaSamples.FirefoxMaxBundle);
        Assert.Contains("m=video 9 UDP/TLS/RTP/SAVPF 120\r\n", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", answer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("bundle-only", answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_reads_back_with_the_same_transport()
    {
        var back = Parse(Answer(SdpMediaSamples.Chromium).ToString());

        Assert.Equal((2, 0, "own1"), (back.DataIndex, back.TransportIndex, back.Data!.IceUfrag));
        Assert.Equal(["0", "2"], back.Bundle);
        Assert.Equal(new SdpFormat("111", "opus/48000/2", "minptime=10;useinbandfec=1"), back.Media[0].Format);
    }

    [Fact]
    public void A_later_offer_keeps_the_kept_section_inactive_in_its_place()
    {
        var answer = Parse(Answer(SdpMediaSamples.Chromium).ToString());

        string offer = SdpDescription.CreateOffer(Own with { Setup = SdpSetup.ActPass }, 7, 2, answer).ToString();

        Assert.Equal(answer.ToString().Replace("o=- 7 1", "o=- 7 2", StringComparison.Ordinal).Replace("setup:active", "setup:actpass", StringComparison.Ordinal), offer);
    }

    /// <summary>The peer's answer rejects the section it stopped meanwhile.</summary>
    [Fact]
    public void What_the_peer_rejected_in_its_answer_stays_rejected_in_a_later_offer()
    {
        string answer = Answer(SdpMediaSamples.Chromium).ToString();
        string rejecting = answer.Replace("BUNDLE 0 2", "BUNDLE 2", StringComparison.Ordinal).Replace("m=audio 9", "m=audio 0", StringComparison.Ordinal);

        var offer = SdpDescription.CreateOffer(Own, 7, 2, Parse(rejecting));

        Assert.Equal([true, true, false], offer.Media.Select(media => media.IsRejected));
        Assert.Equal(["2"], offer.Bundle);
        Assert.Equal("own1", Parse(offer.ToString()).Data!.IceUfrag);
    }

    /// <summary>What is changed in the offer, which section is the transport's then, and the answer's group.</summary>
    [Theory]
    [InlineData("a=group:BUNDLE 0 1 2>a=x", 2, null)]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE", 2, null)]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE 0 1", 2, null)]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:LS 0 1 2", 2, null)]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE 2 0 1", 2, "2")]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE 1 2 0", 1, "1 2")]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE none 0 2", 0, "0 2")]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE 0 0 2 2", 0, "0 2")]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE 0\r\na=group:BUNDLE 1 2", 1, "1 2")]
    [InlineData("a=group:BUNDLE 0 1 2>a=group:BUNDLE 0 1\r\na=group:BUNDLE 0 2", 2, "2")]
    [InlineData("m=audio 9>m=audio 0", 1, "1 2")]
    [InlineData("m=audio 9>m=text 9", 1, "1 2")]
    [InlineData("m=audio 9 UDP/TLS/RTP/SAVPF>m=audio 9 RTP/AVP", 1, "1 2")]
    [InlineData("a=mid:0>a=x", 1, "1 2")]
    [InlineData("a=mid:2>a=x", 2, null)]
    [InlineData("a=rtcp-mux>a=x", 2, "2")]
    public void The_transport_is_that_of_the_first_section_of_the_group_that_is_there_and_can_be_kept(string change, int transport, string? group)
    {
        string[] parts = change.Split('>');
        string changed = SdpMediaSamples.Chromium.Replace(parts[0], parts[1], StringComparison.Ordinal);

        var offer = Parse(changed);
        var answer = Answer(changed);

        Assert.Equal((2, transport), (offer.DataIndex, offer.TransportIndex));
        Assert.Equal(transport == 2 ? "cccc" : "aaaa", offer.Data!.IceUfrag);
        Assert.Equal(group, answer.HasBundle ? string.Join(' ', answer.Bundle) : null);
        Assert.Equal([transport != 0, transport != 1, false], answer.Media.Select(media => media.IsRejected));
        Assert.Equal(transport, Parse(answer.ToString()).TransportIndex);
    }

    [Fact]
    public void A_bundle_only_data_section_outside_of_every_group_is_rejected()
    {
        var offer = Parse(SdpMediaSamples.FirefoxMaxBundle.Replace("a=group:BUNDLE 0 1", "a=group:BUNDLE 0", StringComparison.Ordinal));

        Assert.Null(offer.Data);
        Assert.Equal((-1, -1), (offer.DataIndex, offer.TransportIndex));
        Assert.True(offer.Media[1].IsRejected);
    }

    [Fact]
    public void An_offer_without_data_is_answered_by_rejecting_every_section()
    {
        string media = SdpMediaSamples.Chromium[..SdpMediaSamples.Chromium.IndexOf("m=application", StringComparison.Ordinal)];

        var answer = Parse(Answer(media).ToString());

        Assert.Equal([true, true], answer.Media.Select(section => section.IsRejected));
        Assert.Null(answer.Data);
        Assert.Equal((true, 0), (answer.HasBundle, answer.Bundle.Count));
        Assert.False(Answer(media.Replace("a=group:BUNDLE 0 1 2", "a=x", StringComparison.Ordinal)).HasBundle);
    }

    [Fact]
    public void A_data_section_is_added_behind_the_sections_of_an_answer_without_one()
    {
        string media = SdpMediaSamples.Chromium[..SdpMediaSamples.Chromium.IndexOf("m=application", StringComparison.Ordinal)];

        var offer = Parse(SdpDescription.CreateOffer(Own, 7, 2, Answer(media)).ToString());

        Assert.Equal("audio video application", string.Join(' ', offer.Media.Select(section => section.Kind)));
        Assert.Equal(["0", "1", "2"], offer.Media.Select(section => section.Mid));
        Assert.Equal((2, 2, "own1"), (offer.DataIndex, offer.TransportIndex, offer.Data!.IceUfrag));
        Assert.Equal(["2"], offer.Bundle);
    }

    [Fact]
    public void A_rejected_data_section_is_used_anew_under_a_new_name()
    {
        var rejected = Parse(SdpMediaSamples.Chromium.Replace("m=application 9", "m=application 0", StringComparison.Ordinal));

        var offer = Parse(SdpDescription.CreateOffer(Own, 7, 2, Answer(rejected.ToString())).ToString());

        Assert.Equal("audio video application", string.Join(' ', offer.Media.Select(section => section.Kind)));
        Assert.Equal((2, "3"), (offer.DataIndex, offer.Data!.Mid));
    }

    [Fact]
    public void Two_sections_of_one_name_are_refused()
    {
        string twice = SdpMediaSamples.Chromium.Replace("a=mid:1", "a=mid:0", StringComparison.Ordinal);

        Assert.False(SdpDescription.TryParse(twice, out _, out string? error));
        Assert.Equal("Two m-lines of the description have the same mid.", error);
    }

    [Fact]
    public void Candidates_stand_at_the_section_whose_transport_it_is_alone()
    {
        Assert.True(IceCandidate.TryParse("candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host", out var candidate));
        var own = Own with { Candidates = [candidate!], EndOfCandidates = true };

        string[] sections = SdpDescription.CreateAnswer(Parse(SdpMediaSamples.Chromium), own, 7, 1).ToString().Split("m=");

        Assert.Equal([1, 0, 0], sections[1..].Select(section => section.Split("a=candidate:").Length - 1));
        Assert.Equal([1, 0, 0], sections[1..].Select(section => section.Split("a=end-of-candidates").Length - 1));
    }

    /// <summary>The formats of the m-line, more lines of the section, and what an answer takes.</summary>
    [Theory]
    [InlineData("111 63", "", "111", "opus/48000/2")]
    [InlineData("63 13 126", "", "63", "red/48000/2")]
    [InlineData("13 0 111", "", "0", null)]
    [InlineData("300 111", "", "111", "opus/48000/2")]
    [InlineData("x y", "", "x", null)]
    [InlineData("99 111", "a=rtpmap:99 H264/90000\na=fmtp:99 profile-level-id=42e01f\n", "99", "H264/90000")]
    [InlineData("99 111", "a=rtpmap:99 FlexFEC-03/90000\n", "111", "opus/48000/2")]
    [InlineData("99", "a=rtpmap:99\na=rtpmap:\na=rtpmap\na=rtpmap:99 \u00e9\n", "99", null)]
    public void One_codec_is_taken_and_none_that_only_accompanies_another(string formats, string lines, string payloadType, string? rtpMap)
    {
        string changed = SdpMediaSamples.Chromium.Replace("SAVPF 63 111 13 126", "SAVPF " + formats, StringComparison.Ordinal)
            .Replace("a=rtpmap:111", lines + "a=rtpmap:111", StringComparison.Ordinal);

        var format = Parse(changed).Media[0].Format!;

        Assert.Equal((payloadType, rtpMap), (format.PayloadType, format.RtpMap));
        Assert.Contains($"m=audio 9 UDP/TLS/RTP/SAVPF {payloadType}\r\n", Answer(changed).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_of_a_codec_that_are_too_long_are_left_out()
    {
        string longer = new('x', SdpLimits.FormatParametersLength + 1);

        var format = Parse(SdpMediaSamples.Chromium.Replace("minptime=10;useinbandfec=1", longer, StringComparison.Ordinal)).Media[0].Format;

        Assert.Equal(new SdpFormat("111", "opus/48000/2", null), format);
    }

    private static SdpDescription Answer(string offer) => SdpDescription.CreateAnswer(Parse(offer), Own, 7, 1);

    private static SdpDescription Parse(string text)
    {
        Assert.True(SdpDescription.TryParse(text, out var description, out string? error), error);
        return description!;
    }
}
