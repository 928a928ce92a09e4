using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Tests.Sdp;

public sealed class SdpDescriptionTests
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
    public void A_browser_offer_is_read()
    {
        var data = Parse(SdpSamples.Chromium).Data!;

        Assert.Equal("0", data.Mid);
        Assert.Equal("Wq3x", data.IceUfrag);
        Assert.Equal(new IceCredentials("Wq3x", "Zk0b7YxvXw5nC0uQ2mT9sEhR"), data.Credentials);
        Assert.Equal(SdpSetup.ActPass, data.Setup);
        Assert.Equal(5000, data.SctpPort);
        Assert.Equal(262144, data.MaxMessageSize);
        Assert.True(data.Trickle);
        Assert.False(data.EndOfCandidates);
        Assert.Equal("sha-256", Assert.Single(data.Fingerprints).Algorithm);
        Assert.Equal(32, data.Fingerprints[0].Value.Length);
        Assert.Equal("a1b2c3d4-0000-4000-8000-0123456789ab.local", data.Candidates[0].HostName);
        Assert.Null(data.Candidates[0].EndPoint);
        Assert.Equal(IceCandidateType.ServerReflexive, data.Candidates[1].Type);
        Assert.Equal("203.0.113.7:54321", data.Candidates[1].EndPoint!.ToString());
    }

    [Fact]
    public void Session_level_fingerprint_and_options_hold_for_the_data_section()
    {
        var data = Parse(SdpSamples.Libdatachannel).Data!;

        Assert.Single(data.Fingerprints);
        Assert.True(data.Trickle);
        Assert.True(data.EndOfCandidates);
        Assert.Equal(SdpSetup.Active, data.Setup);
        Assert.Equal(2, data.Candidates.Count);
        Assert.True(data.Candidates[0].IsUsable);
    }

    [Fact]
    public void Media_is_rejected_with_port_zero_and_a_bundle_only_data_section_is_taken()
    {
        var offer = Parse(SdpSamples.Firefox);
        Assert.Equal("bbbbbbbb", offer.Data!.IceUfrag);

        string answer = SdpDescription.CreateAnswer(offer, Own, 7, 1).ToString();

        Assert.Contains("m=audio 0 UDP/TLS/RTP/SAVPF 109 9 0 8 101\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("a=group:BUNDLE 1\r\n", answer, StringComparison.Ordinal);
        Assert.True(answer.IndexOf("m=audio", StringComparison.Ordinal) < answer.IndexOf("m=application", StringComparison.Ordinal));
        var back = Parse(answer);
        Assert.Equal("1", back.Data!.Mid);
        Assert.True(back.Media[0].IsRejected);
    }

    [Fact]
    public void The_old_form_is_read_and_answered_in_kind()
    {
        var offer = Parse(SdpSamples.Legacy);
        Assert.Equal(5001, offer.Data!.SctpPort);
        Assert.Equal(SdpDataSection.DefaultMaxMessageSize, offer.Data.MaxMessageSize);

        string answer = SdpDescription.CreateAnswer(offer, Own, 7, 1).ToString();

        Assert.Contains("m=application 9 DTLS/SCTP 5000\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("a=sctpmap:5000 webrtc-datachannel 65535\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("a=mid:data\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("BUNDLE", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        Assert.True(IceCandidate.TryParse("candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host", out var candidate));
        var offer = SdpDescription.CreateOffer(Own with { Candidates = [candidate!], EndOfCandidates = true, Setup = SdpSetup.ActPass, IceLite = true }, ulong.MaxValue, 3);

        var back = Parse(offer.ToString());

        Assert.Equal(offer.ToString(), back.ToString());
        Assert.Equal(ulong.MaxValue, back.SessionId);
        Assert.Equal(3ul, back.SessionVersion);
        Assert.Equal([1, 0xAB, 3], back.Data!.Fingerprints[0].Value);
        Assert.True(back.Data.IceLite);
        Assert.Equal(candidate, back.Data.Candidates[0]);
    }

    [Fact]
    public void A_later_offer_keeps_the_places_of_rejected_sections()
    {
        var answered = SdpDescription.CreateAnswer(Parse(SdpSamples.Firefox), Own, 7, 1);

        var offer = SdpDescription.CreateOffer(Own with { Setup = SdpSetup.ActPass }, 7, 2, answered);

        Assert.Equal("audio application", string.Join(' ', offer.Media.Select(media => media.Kind)));
        Assert.Equal("1", offer.Data!.Mid);
        Assert.True(offer.Media[0].IsRejected);
        Assert.False(offer.Media[1].IsRejected);
    }

    [Theory]
    [InlineData("max-message-size:0", 0)]
    [InlineData("max-message-size:99999999999999999999999", long.MaxValue)]
    [InlineData("max-message-size:-1", SdpDataSection.DefaultMaxMessageSize)]
    [InlineData("x:y", SdpDataSection.DefaultMaxMessageSize)]
    public void Max_message_size_zero_means_any_and_a_missing_one_64_KiB(string attribute, long expected) =>
        Assert.Equal(expected, Parse(SdpSamples.Chromium.Replace("max-message-size:262144", attribute, StringComparison.Ordinal)).Data!.MaxMessageSize);

    [Fact]
    public void A_rejected_data_section_is_none()
    {
        var description = Parse(SdpSamples.Chromium.Replace("m=application 9", "m=application 0", StringComparison.Ordinal));

        Assert.Null(description.Data);
        Assert.True(description.Media[0].IsRejected);
    }

    [Theory]
    [InlineData(null, "Active")]
    [InlineData("actpass", "Active")]
    [InlineData("passive", "Active")]
    [InlineData("active", "Passive")]
    public void An_answer_is_active_unless_the_offer_is(string? offered, string expected)
    {
        string sdp = SdpSamples.Chromium.Replace("a=setup:actpass", offered is null ? "a=x" : "a=setup:" + offered, StringComparison.Ordinal);

        Assert.Equal(expected, SdpDataSection.GetAnswerSetup(Parse(sdp).Data!.Setup).ToString());
    }

    [Fact]
    public void Several_fingerprints_are_all_kept_within_bounds()
    {
        string line = "a=fingerprint:SHA-512 ab:cd\n";
        var data = Parse(SdpSamples.Chromium + line + string.Concat(Enumerable.Repeat(line, 100))).Data!;

        Assert.Equal(SdpLimits.Fingerprints, data.Fingerprints.Count);
        Assert.Equal("sha-512", data.Fingerprints[1].Algorithm);
        Assert.Equal([0xAB, 0xCD], data.Fingerprints[1].Value);
    }

    private static SdpDescription Parse(string text)
    {
        Assert.True(SdpDescription.TryParse(text, out var description, out string? error), error);
        Assert.Null(error);
        return description!;
    }
}
