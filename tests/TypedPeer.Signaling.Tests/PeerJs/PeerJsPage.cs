using System.Text.Json;
using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>A page in a headless Chromium with plain, unmodified <c>peerjs</c>, driven by tests/peers/peerjs-page.js.</summary>
internal sealed class PeerJsPage : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private readonly StockPeerServer _server;

    private PeerJsPage(IPlaywright playwright, IBrowser browser, IPage page, StockPeerServer server) => (_playwright, _browser, _page, _server) = (playwright, browser, page, server);

    /// <summary>Starts a browser with a page that has signed in.</summary>
    public static async Task<PeerJsPage> JoinAsync(StockPeerServer server, string id)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"), Args = Arguments });
        var page = new PeerJsPage(playwright, browser, await browser.NewPageAsync(), server);
        await page.LoadAsync(id);
        return page;
    }

    /// <summary>Loads the page, again if it was loaded before, and signs in.</summary>
    public async Task LoadAsync(string id)
    {
        // An address of this machine's, so that the page may use what only secure ones may.
        await _page.GotoAsync(_server.Address);
        foreach (var script in (string[])[Path.Combine("node_modules", "peerjs", "dist", "peerjs.min.js"), "peerjs-page.js"])
        {
            await _page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(RepositoryRoot.Path, "tests", "peers", script) });
        }

        Assert.Equal($"open {id}", await CallAsync<string>("join", id, _server.Port));
    }

    /// <summary>Calls a function of the script.</summary>
    public async Task<T> CallAsync<T>(string function, params object?[] arguments) =>
        await _page.EvaluateAsync<T>($"arguments => page.{function}(...arguments)", arguments).WaitAsync(TimeSpan.FromMinutes(2), Loopback.Token);

    /// <inheritdoc cref="CallAsync{T}"/>
    public async Task<string> CallAsync(string function, params object?[] arguments) => (await CallAsync<JsonElement?>(function, arguments))?.ToString() ?? "null";

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
