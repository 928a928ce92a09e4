using System.Text.Json.Nodes;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>Descriptions and candidates as <c>JSON.stringify</c> writes them in a page and <c>JSON.parse</c> reads them there, and nothing between that and us.</summary>
public sealed class ChromiumJsonTests
{
    private const string Page = """
        () => {
          const candidates = [];
          const pc = window.jsonPeer = new RTCPeerConnection();
          window.jsonChannel = pc.createDataChannel('json');
          window.jsonMessage = new Promise(go => { window.jsonChannel.onmessage = e => go(e.data); });
          window.jsonGathered = new Promise(go => {
            pc.onicecandidate = e => { candidates.push(JSON.stringify(e.candidate)); if (!e.candidate) go(candidates); };
          });
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RequiresPeer("chromium")]
    public async Task Text_that_a_page_writes_is_read_here_and_text_that_is_written_here_is_read_by_the_page()
    {
        await using var page = await ChromiumPeer.StartAsync();
        await using var connection = new PeerConnection();
        var candidates = System.Threading.Channels.Channel.CreateUnbounded<string>();
        connection.IceCandidate += candidate => candidates.Writer.TryWrite(candidate?.ToJson() ?? "null");
        await page.EvaluateAsync<object?>(Page);

        var offer = await page.EvaluateAsync<string>("async () => { await jsonPeer.setLocalDescription(); return JSON.stringify(jsonPeer.localDescription); }");
        await connection.SetRemoteDescriptionAsync(SessionDescription.FromJson(offer));
        AssertSame(offer, SessionDescription.FromJson(offer).ToJson());
        foreach (var text in await page.EvaluateAsync<string[]>("() => jsonGathered"))
        {
            var candidate = IceCandidateInit.FromJson(text);
            await connection.AddIceCandidateAsync(candidate);
            AssertSame(text, candidate?.ToJson() ?? "null");
        }

        var end = await page.EvaluateAsync<string>("() => JSON.stringify(new RTCIceCandidate({ candidate: '', sdpMid: '0' }))");
        Assert.Equal(new IceCandidateInit(string.Empty, "0", null, string.Empty), IceCandidateInit.FromJson(end));
        await connection.SetLocalDescriptionAsync();
        await page.EvaluateAsync<object?>("text => jsonPeer.setRemoteDescription(JSON.parse(text))", connection.LocalDescription!.ToJson());
        string sent;
        do
        {
            sent = await candidates.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            await page.EvaluateAsync<object?>("text => jsonPeer.addIceCandidate(JSON.parse(text))", sent);
        }
        while (sent != "null");

        var channel = await connection.AcceptDataChannelAsync().AsTask().WaitAsync(Patience);
        channel.Send("over");
        Assert.Equal("over", await page.EvaluateAsync<string>("() => jsonMessage"));
    }

    private static void AssertSame(string expected, string actual) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"{expected} became {actual}");
}
