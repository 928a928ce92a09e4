using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A page in headless Chromium.</summary>
internal sealed class ChromiumPeer : ForeignPeer
{
    /// <summary>What keeps a fresh Chromium off the network and able to run in a container, as root.</summary>
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private ChromiumPeer(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        _page = page;
    }

    public static async Task<ChromiumPeer> StartAsync(params string[] arguments)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"),
            Args = [.. Arguments, .. arguments],
        });
        var page = await browser.NewPageAsync();
        var peer = new ChromiumPeer(playwright, browser, page);
        await page.ExposeFunctionAsync<string, bool>("typedPeerEmit", line =>
        {
            peer.OnLine(line);
            return true;
        });
        foreach (var script in (string[])["negotiation.js", "browser.js"])
        {
            await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(RepositoryRoot.Path, "tests", "peers", script) });
        }

        await peer.NextAsync("ready");
        return peer;
    }

    /// <summary>Goes to another page, where nothing of this class's is but what is loaded then.</summary>
    public Task OpenAsync(Uri address) => _page.GotoAsync(address.AbsoluteUri);

    /// <summary>Gives the page a permission, as its user does.</summary>
    public Task GrantAsync(string permission) => _page.Context.GrantPermissionsAsync([permission]);

    /// <summary>Loads another script of the repository.</summary>
    public Task LoadScriptAsync(string name) => _page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(RepositoryRoot.Path, name) });

    /// <summary>Runs a function in the page.</summary>
    public Task<T> EvaluateAsync<T>(string function, object? argument = null) => _page.EvaluateAsync<T>(function, argument);

    public override async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }

    protected override Task SendLineAsync(string line) => _page.EvaluateAsync("line => typedPeerCommand(line)", line);
}
