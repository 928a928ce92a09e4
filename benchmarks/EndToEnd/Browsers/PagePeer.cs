using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.DataChannels.Tests.Interop.Pages;

namespace TypedPeer.Benchmarks.EndToEnd.Browsers;

/// <summary>One peer in a page of Chromium.</summary>
internal sealed class PagePeer : DrivenPeer
{
    /// <summary>Candidates are addresses: the names that stand for them are looked up by multicast, which not every machine has.</summary>
    private const string ShowAddresses = "--disable-features=WebRtcHideLocalIpsWithMdns";

    private ChromiumPage _page = null!;

    private PagePeer()
    {
    }

    protected override string Description => "a page in Chromium";

    public static async Task<PagePeer> StartAsync()
    {
        var peer = new PagePeer();
        peer._page = await ChromiumPage.StartAsync(peer.OnLine, ShowAddresses);
        await peer.WaitUntilReadyAsync();
        return peer;
    }

    /// <summary>A peer in another page of the same browser.</summary>
    public async Task<PagePeer> StartAnotherAsync()
    {
        var peer = new PagePeer();
        peer._page = await _page.OpenAnotherAsync(peer.OnLine);
        await peer.WaitUntilReadyAsync();
        return peer;
    }

    public override ValueTask KillAsync() => _page.DisposeAsync();

    public override ValueTask DisposeAsync() => _page.DisposeAsync();

    protected override Task SendAsync(string line) => _page.SendAsync(line);
}
