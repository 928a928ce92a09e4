using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.PeerJs;

/// <summary>A page in headless Chromium with the unmodified peerjs client of npm.</summary>
internal sealed class PeerJsPage : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        .. ChromiumArguments.Quiet,

        // A page that the test makes up has no address, and counts as one of the internet that looks into this machine.
        "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private PeerJsPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        _page = page;
    }

    /// <summary>Opens a page of some origin that is not the server's.</summary>
    public static async Task<PeerJsPage> OpenAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"),
            Args = Arguments,
        });
        var page = await browser.NewPageAsync();
        await page.RouteAsync("http://page.test/", static route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/html", Body = "<!doctype html><title>page</title>" }));
        await page.GotoAsync("http://page.test/");
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(RepositoryRoot.Path, "tests", "peers", "node_modules", "peerjs", "dist", "peerjs.min.js") });
        await page.EvaluateAsync("""
            () => {
              const once = (emitter, event) => new Promise((resolve, reject) => { emitter.once(event, resolve); setTimeout(() => reject(new Error("no " + event)), 15000); });
              Object.assign(window, { once, peers: {} });
              window.open_ = async (name, id, port, extra) => {
                const options = { host: "127.0.0.1", port, path: "/peerjs", config: { iceServers: [] }, ...extra };
                const peer = peers[name] = id ? new Peer(id, options) : new Peer(options);
                peer.errors = [];
                peer.on("error", error => peer.errors.push(error.type));
                return await Promise.race([once(peer, "open"), once(peer, "error").then(error => "error:" + error.type)]);
              };
            }
            """);
        return new(playwright, browser, page);
    }

    public Task<T> EvaluateAsync<T>(string function, object? argument = null) => _page.EvaluateAsync<T>(function, argument).WaitAsync(TimeSpan.FromSeconds(40));

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
