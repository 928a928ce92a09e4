using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TypedPeer.DataChannels.Tests.Sdp;

/// <summary>Descriptions and candidates in W3C's JSON, as pages exchange them.</summary>
public sealed partial class SignalingJsonTests
{
    // Written by Chromium 156.
    private const string ChromiumOffer = """{"type":"offer","sdp":"v=0\r\no=- 3487418742575938852 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:69SV\r\na=ice-pwd:KdH5fHs1lwA7EcWSJJ+rMU5t\r\na=ice-options:trickle\r\na=fingerprint:sha-256 A1:10:9F:1B:E7:47:29:22:9D:56:A7:B4:DC:BF:29:A5:71:42:F1:F3:E5:8E:06:77:7E:E9:1F:DB:04:7A:F3:A9\r\na=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n"}""";
    private const string ChromiumCandidate = """{"candidate":"candidate:1040122064 1 udp 2113937151 aa517fb1-dc87-4569-a544-3f34939f3545.local 50819 typ host generation 0 ufrag 69SV network-cost 999","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"69SV"}""";
    private const string ChromiumEnd = """{"candidate":"","sdpMid":"0","usernameFragment":""}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> HostileDescriptions() =>
    [
        "", " ", "null", "true", "1", "\"offer\"", "[]", "{}", "{", "{\"type\":\"offer\"", "{\"sdp\":\"v=0\"}", "{\"type\":null,\"sdp\":\"\"}", "{\"type\":0,\"sdp\":\"\"}",
        "{\"type\":\"Offer\",\"sdp\":\"\"}", "{\"type\":\"offer,answer\",\"sdp\":\"\"}", "{\"type\":\"0\",\"sdp\":\"\"}", "{\"type\":[\"offer\"],\"sdp\":\"\"}", "{\"type\":{},\"sdp\":\"\"}",
        "{\"type\":\"offer\",\"sdp\":null}", "{\"type\":\"offer\",\"sdp\":1}", "{\"type\":\"offer\",\"sdp\":{\"a\":1}}", "{\"type\":\"offer\",\"sdp\":\"\\ud800\"}",
        "{\"type\":\"offer\",\"sdp\":\"\",\"sdp\":\"v=0\"}", "{\"type\":\"offer\",\"type\":\"answer\",\"sdp\":\"\"}", "{\"type\":\"offer\",\"sdp\":\"\"} x", "{\"type\":\"offer\",\"sdp\":\"\",}",
        "/* */{\"type\":\"offer\",\"sdp\":\"\"}", "{'type':'offer','sdp':''}", "{\"type\":\"offer\",\"sdp\":\"\n\"}", "\uFEFF{\"type\":\"offer\"", "{\"type\":\"offer\",\"x\":\"\\u12\"}",
    ];

    public static TheoryData<string> HostileCandidates() =>
    [
        "", "[]", "1", "\"candidate:1\"", "{\"candidate\":null}", "{\"candidate\":1}", "{\"candidate\":\"\",\"sdpMLineIndex\":\"0\"}", "{\"candidate\":\"\",\"sdpMLineIndex\":1.5}",
        "{\"candidate\":\"\",\"sdpMLineIndex\":99999999999}", "{\"candidate\":\"\",\"sdpMid\":0}", "{\"candidate\":\"\",\"usernameFragment\":[]}", "{\"candidate\":\"\",\"candidate\":\"\"}", "nul",
    ];

    [Fact]
    public void What_Chromium_writes_for_a_description_is_read_and_written_as_the_same_value()
    {
        var description = SessionDescription.FromJson(ChromiumOffer);

        Assert.Equal(SdpType.Offer, description.Type);
        Assert.StartsWith("v=0\r\n", description.Sdp, StringComparison.Ordinal);
        AssertSame(ChromiumOffer, description.ToJson());
        Assert.Equal(description, SessionDescription.FromJson(description.ToJson()));
    }

    [Fact]
    public void What_Chromium_writes_for_a_candidate_is_read_and_written_as_the_same_value()
    {
        var candidate = IceCandidateInit.FromJson(ChromiumCandidate)!;

        Assert.StartsWith("candidate:", candidate.Candidate, StringComparison.Ordinal);
        Assert.Equal(("0", 0), (candidate.SdpMid, candidate.SdpMLineIndex));
        Assert.Equal(4, candidate.UsernameFragment!.Length);
        AssertSame(ChromiumCandidate, candidate.ToJson());
        Assert.Equal(new IceCandidateInit(string.Empty, "0", null, string.Empty), IceCandidateInit.FromJson(ChromiumEnd));
        Assert.Null(IceCandidateInit.FromJson("null"));
    }

    [Theory]
    [InlineData(SdpType.Offer, "{\"type\":\"offer\",\"sdp\":\"x\"}")]
    [InlineData(SdpType.Answer, "{\"type\":\"answer\",\"sdp\":\"x\"}")]
    [InlineData(SdpType.PrAnswer, "{\"type\":\"pranswer\",\"sdp\":\"x\"}")]
    [InlineData(SdpType.Rollback, "{\"type\":\"rollback\",\"sdp\":\"x\"}")]
    public void Every_type_is_spelt_as_W3C_spells_it(SdpType type, string json)
    {
        Assert.Equal(json, new SessionDescription(type, "x").ToJson());
        Assert.Equal(new SessionDescription(type, "x"), SessionDescription.FromJson(json));
        Assert.Equal(json, JsonSerializer.Serialize(new SessionDescription(type, "x"), SignalingTestJson.Default.SessionDescription));
        Assert.Equal(new SessionDescription(type, "x"), JsonSerializer.Deserialize(json, SignalingTestJson.Default.SessionDescription));
    }

    [Fact]
    public void What_is_left_out_has_W3Cs_default_and_what_is_unknown_is_skipped()
    {
        Assert.Equal(new SessionDescription(SdpType.Rollback), SessionDescription.FromJson("{\"type\":\"rollback\"}"));
        Assert.Equal(new IceCandidateInit(), IceCandidateInit.FromJson("{}"));
        Assert.Equal(new SessionDescription(SdpType.Offer, "a"), SessionDescription.FromJson(" {\"from\":{\"x\":[1,{}]},\"sdp\":\"a\",\"Sdp\":1,\"type\":\"offer\",\"__proto__\":null} "));
        Assert.Equal(new IceCandidateInit("a", "b", 1, "c"), IceCandidateInit.FromJson("{\"usernameFragment\":\"c\",\"sdpMLineIndex\":1,\"x\":0,\"sdpMid\":\"b\",\"candidate\":\"a\"}"));
    }

    [Theory]
    [MemberData(nameof(HostileDescriptions))]
    public void Text_that_is_no_description_is_refused(string json) => Assert.Throws<JsonException>(() => SessionDescription.FromJson(json));

    [Theory]
    [MemberData(nameof(HostileCandidates))]
    public void Text_that_is_no_candidate_is_refused(string json) => Assert.Throws<JsonException>(() => IceCandidateInit.FromJson(json));

    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.Throws<JsonException>(() => SessionDescription.FromJson("{\"type\":\"offer\",\"sdp\":\"\uD800\"}"));
        Assert.Throws<JsonException>(() => IceCandidateInit.FromJson("{\"candidate\":\"\uDC00\"}"));
    }

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        Assert.Throws<JsonException>(() => SessionDescription.FromJson($"{{\"x\":{new string('[', 100_000)}"));
        Assert.Throws<JsonException>(() => SessionDescription.FromJson($"{{\"x\":{new string('[', 100)}{new string(']', 100)},\"type\":\"offer\"}}"));
        Assert.Throws<JsonException>(() => SessionDescription.FromJson(new string(' ', 1024 * 1024 + 1)));
        Assert.Throws<JsonException>(() => IceCandidateInit.FromJson(new string(' ', 1024 * 1024 + 1)));
    }

    [Fact]
    public void A_type_that_is_none_is_not_written() =>
        Assert.Throws<JsonException>(() => new SessionDescription((SdpType)7, string.Empty).ToJson());

    [Fact]
    public void Changed_text_gives_a_value_or_a_JsonException()
    {
        var random = new Random(20261127);
        foreach (var good in new[] { ChromiumOffer, ChromiumCandidate })
        {
            for (var round = 0; round < 3000; round++)
            {
                var text = good.ToCharArray();
                for (var change = random.Next(1, 5); change > 0; change--)
                {
                    text[random.Next(text.Length)] = random.Next(4) == 0 ? (char)random.Next(0x10000) : "{}[]\":,\\u0nft1 "[random.Next(15)];
                }

                Try(() => SessionDescription.FromJson(new string(text)));
                Try(() => IceCandidateInit.FromJson(new string(text)));
            }
        }

        static void Try(Action read)
        {
            try
            {
                read();
            }
            catch (JsonException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Fact]
    public void A_serializer_of_the_applications_own_writes_and_reads_them_as_W3C_has_them()
    {
        var envelope = new Envelope(7, SessionDescription.FromJson(ChromiumOffer), [IceCandidateInit.FromJson(ChromiumCandidate), null]);
        var json = JsonSerializer.Serialize(envelope, SignalingTestJson.Default.Envelope);

        AssertSame($"{{\"To\":7,\"Description\":{ChromiumOffer},\"Candidates\":[{ChromiumCandidate},null]}}", json);
        var read = JsonSerializer.Deserialize(json, SignalingTestJson.Default.Envelope)!;
        Assert.Equal((envelope.To, envelope.Description), (read.To, read.Description));
        Assert.Equal(envelope.Candidates, read.Candidates);
        AssertSame(ChromiumOffer, JsonSerializer.Serialize(envelope.Description));
        AssertSame("{\"type\":\"offer\",\"sdp\":\"x\"}", JsonSerializer.Serialize(new SessionDescription(SdpType.Offer, "x"), JsonSerializerOptions.Web));
    }

    [Fact]
    public async Task Null_that_a_lenient_serializer_lets_through_is_refused_and_harms_nothing()
    {
        await using var connection = new PeerConnection();
        var candidate = JsonSerializer.Deserialize("{\"candidate\":null}", SignalingTestJson.Default.IceCandidateInit)!;
        var description = JsonSerializer.Deserialize("{\"type\":\"offer\",\"sdp\":null}", SignalingTestJson.Default.SessionDescription)!;
        Assert.Null(candidate.Candidate);

        await Assert.ThrowsAsync<ArgumentException>(() => connection.AddIceCandidateAsync(candidate, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => connection.SetRemoteDescriptionAsync(description, Token));
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        Assert.Equal(SignalingState.HaveLocalOffer, connection.SignalingState);
    }

    private static void AssertSame(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"{expected} became {actual}");

    internal sealed record Envelope(int To, SessionDescription? Description, IceCandidateInit?[] Candidates);

    [JsonSerializable(typeof(Envelope))]
    [JsonSerializable(typeof(SessionDescription))]
    [JsonSerializable(typeof(IceCandidateInit))]
    internal sealed partial class SignalingTestJson : JsonSerializerContext;
}
