using TypedPeer.DataChannels.Tests.Interop.Pages;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A page in headless Firefox, which reports by itself: no driver is needed.</summary>
internal sealed class FirefoxPeer : ForeignPeer
{
    private readonly PageSocket _page;
    private readonly FirefoxProcess _firefox;
    private readonly Task _ended;

    private FirefoxPeer()
    {
        _page = PageSocket.Start(OnLine, () => OnEnded("The page is gone."));
        _firefox = FirefoxProcess.Start(_page.Address);
        _ended = WatchAsync();
    }

    public static async Task<FirefoxPeer> StartAsync()
    {
        var peer = new FirefoxPeer();
        try
        {
            await peer.NextAsync("ready");
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _firefox.DisposeAsync();
        await _ended;
        await _page.DisposeAsync();
    }

    protected override Task SendLineAsync(string line) => _page.SendAsync(line);

    private async Task WatchAsync()
    {
        await _firefox.Ended;
        OnEnded("The browser's process ended.");
    }
}
