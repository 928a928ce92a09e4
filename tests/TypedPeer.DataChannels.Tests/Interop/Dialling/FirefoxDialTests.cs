using TypedPeer.DataChannels.Addresses;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Dialling;

/// <summary>A page in Firefox that has a listener's address; the answer that it would write is written here.</summary>
public sealed class FirefoxDialTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("firefox")]
    public async Task A_page_connects_by_an_address()
    {
        await using var listener = PeerConnectionListener.Listen();
        await using var page = await FirefoxPeer.StartAsync();
        await page.CommandAsync(new { cmd = "mode", mode = "echo" });
        await page.CommandAsync(new { cmd = "offer", channels = new[] { new { label = "typedpeer", negotiated = true, id = 0 } } });
        var offer = (string)(await page.NextAsync("description"))["sdp"]!;

        await page.CommandAsync(new { cmd = "remote", type = "answer", sdp = ListenerAnswer.Write(listener.Address, offer) });
        await using var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);
        var channel = accepted.CreateDataChannel("typedpeer", new DataChannelOptions { Negotiated = true, Id = 0 });
        var echoes = new MessageCollector(channel);
        channel.Send([1, 2, 3]);

        Assert.Equal([1, 2, 3], (await echoes.NextAsync()).Data);
    }
}
