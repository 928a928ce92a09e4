using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>A page in a headless Chromium.</summary>
internal sealed class ChromiumPage : PeerJsPage
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private readonly string _address;

    private ChromiumPage(IPlaywright playwright, IBrowser browser, IPage page, string address) => (_playwright, _browser, _page, _address) = (playwright, browser, page, address);

    /// <summary>Starts a browser with a page.</summary>
    /// <param name="address">An address of this machine's, so that the page may use what only secure ones may.</param>
    public static async Task<PeerJsPage> OpenAsync(string address)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"), Args = ChromiumArguments.WithAddresses });
        var page = new ChromiumPage(playwright, browser, await browser.NewPageAsync(), address);
        await page.ReloadAsync();
        return page;
    }

    public override async Task ReloadAsync()
    {
        await _page.GotoAsync(_address);
        foreach (var script in Scripts)
        {
            await _page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(RepositoryRoot.Path, "tests", "peers", script) });
        }
    }

    public override async Task<T> CallAsync<T>(string function, params object?[] arguments) =>
        await _page.EvaluateAsync<T>($"arguments => page.{function}(...arguments)", arguments).WaitAsync(Patience, Loopback.Token);

    public override async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
