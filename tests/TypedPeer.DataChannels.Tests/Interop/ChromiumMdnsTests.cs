using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A page hides its addresses behind names, and its own responder tells whoever is nearby what they stand for.</summary>
public sealed class ChromiumMdnsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RequiresPeer("chromium")]
    public async Task A_page_that_knows_no_address_of_ours_is_reached_by_its_name()
    {
        await using var page = await ChromiumPeer.StartAsync();
        await using var connection = new PeerConnection(new PeerConnectionOptions { ResolveMdnsCandidates = true });
        await page.CommandAsync(new { cmd = "offer", channels = new[] { new { label = "main" } } });
        var offer = (string)(await page.NextAsync("description"))["sdp"]!;
        var candidates = offer.Split("\r\n").Where(static line => line.StartsWith("a=candidate:", StringComparison.Ordinal)).ToList();
        Assert.SkipWhen(candidates.Count == 0, "Chromium finds no network beside loopback: connect this machine to one.");
        Assert.All(candidates, static line => Assert.EndsWith(".local", line.Split(' ')[4], StringComparison.Ordinal));

        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await connection.SetLocalDescriptionAsync();

        // Without candidates of ours only this side can send first.
        var answer = string.Join("\r\n", connection.LocalDescription!.Sdp.Split("\r\n").Where(static line => !line.StartsWith("a=candidate:", StringComparison.Ordinal) && line != "a=end-of-candidates"));
        await page.CommandAsync(new { cmd = "remote", type = "answer", sdp = answer });
        var channel = await connection.AcceptDataChannelAsync().AsTask().WaitAsync(Patience);
        await page.NextAsync("open", "main");

        var messages = new MessageCollector(channel);
        await page.CommandAsync(new { cmd = "send", channel = "main", kind = "text", text = "found" });
        var (data, _) = await messages.NextAsync();
        Assert.Equal("found"u8, data);
        Assert.Equal("host", connection.SelectedCandidatePair!.RemoteType);
    }
}
