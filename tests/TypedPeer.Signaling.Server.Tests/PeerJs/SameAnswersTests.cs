using System.Text;
using System.Text.Json.Nodes;
using TypedPeer.Signaling.Server.Tests.Protocol;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.PeerJs;

/// <summary>This server and npm's answer the same script of messages in the same way.</summary>
public abstract class SameAnswersTests(bool overSockets) : ServedTests(overSockets)
{
    [RequiresPeer("peer")]
    public async Task The_same_script_gets_the_same_answers_of_both_servers()
    {
        using var theirs = await NodePeerServer.StartAsync(300);
        await using var ours = await StartAsync(static options => (options.ExpireTimeout, options.AllowDiscovery) = (TimeSpan.FromMilliseconds(300), true));
        var expected = await PlayAsync(theirs.Address);
        var actual = await PlayAsync(ours.Address);
        Assert.Equal(expected, actual);
        Assert.Contains("bob < {\"type\":\"CANDIDATE\"", expected, StringComparison.Ordinal);
    }

    private static async Task<string> PlayAsync(Uri address)
    {
        var seen = new StringBuilder();
        using var alice = await OpenAsync(address, "alice", "one", seen);
        using var bob = await OpenAsync(address, "bob", "two", seen);
        foreach (var type in (string[])["OFFER", "ANSWER", "CANDIDATE", "LEAVE", "EXPIRE"])
        {
            await alice.SendAsync($$$"""{"type":"{{{type}}}","payload":{"sdp":{"type":"x","sdp":"é"},"n":[1,2.5,null,true]},"dst":"bob","src":"eve","other":1}""");
            await SeeAsync(bob, "bob", seen);
        }

        foreach (var nothing in (string[])["""{"type":"HEARTBEAT"}""", """{"type":"UNKNOWN","dst":"bob"}""", """{"type":"OFFER"}""", """{"type":"JOIN","payload":{"seq":1,"room":"r"}}""", """{"type":"LEAVE","dst":"nobody"}"""])
        {
            await alice.SendAsync(nothing);
        }

        await alice.SendAsync("""{"type":"OFFER","dst":"alice"}""");
        await SeeAsync(alice, "alice", seen);

        using var taken = await OpenAsync(address, "alice", "other", seen);
        await SeeAsync(taken, "taken", seen);
        using var wrongKey = await OpenAsync(address, "x", "t", seen, "wrong");
        await SeeAsync(wrongKey, "wrong key", seen);
        using var noToken = await OpenAsync(address, "x", "", seen);
        await SeeAsync(noToken, "no token", seen);

        await alice.SendAsync("""{"type":"OFFER","payload":1,"dst":"carol"}""");
        await alice.SendAsync("""{"type":"CANDIDATE","payload":2,"dst":"carol"}""");
        await alice.SendAsync("""{"type":"OFFER","dst":"alice"}""");
        await SeeAsync(alice, "alice", seen);
        using var carol = await OpenAsync(address, "carol", "three", seen);
        await SeeAsync(carol, "carol", seen);
        await SeeAsync(carol, "carol", seen);

        await alice.SendAsync("""{"type":"OFFER","payload":1,"dst":"nobody"}""");
        await alice.SendAsync("""{"type":"CANDIDATE","payload":2,"dst":"nobody"}""");
        await SeeAsync(alice, "alice", seen);

        using var http = new HttpClient { BaseAddress = address };
        seen.AppendLine(await http.GetStringAsync("/peerjs/", TestContext.Current.CancellationToken));
        var peers = JsonNode.Parse(await http.GetStringAsync("/peerjs/peerjs/peers", TestContext.Current.CancellationToken))!.AsArray().Select(static id => id!.ToString()).Order(StringComparer.Ordinal);
        seen.AppendJoin(' ', peers).AppendLine();
        using var id = await http.GetAsync("/peerjs/peerjs/id", TestContext.Current.CancellationToken);
        seen.AppendLine($"{(int)id.StatusCode} {id.Content.Headers.ContentType} {(await id.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length}");
        return seen.ToString();
    }

    private static async Task<RawClient> OpenAsync(Uri address, string id, string token, StringBuilder seen, string key = "peerjs")
    {
        var client = new RawClient();
        await client.ConnectAsync(address, $"/peerjs/peerjs?key={key}&id={id}&token={token}&version=1.5.5");
        await SeeAsync(client, id, seen);
        return client;
    }

    private static async Task SeeAsync(RawClient client, string name, StringBuilder seen) => seen.AppendLine($"{name} < {await client.NextOrCloseAsync() ?? "closed"}");
}

/// <inheritdoc/>
public sealed class SameAnswersByRequestTests() : SameAnswersTests(overSockets: false);

/// <inheritdoc/>
public sealed class SameAnswersBySocketTests() : SameAnswersTests(overSockets: true);
