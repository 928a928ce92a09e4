using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.WebAssembly.Tests;

/// <summary>A page in a Chromium of its own whose program goes on until it is closed.</summary>
internal sealed class StayingPage : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private StayingPage(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, _page) = (playwright, browser, page);

    /// <summary>Opens it, and waits until it says a line.</summary>
    public static async Task<StayingPage> OpenAsync(Uri address, string line)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = RealPeer.Get("chromium").Path, Args = ChromiumArguments.WithAddresses });
        var page = await browser.NewPageAsync();
        var said = page.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text == line, Timeout = 60_000 });
        await page.GotoAsync(address.AbsoluteUri);
        await said;
        return new(playwright, browser, page);
    }

    /// <summary>Closes the page as a user does, with its events.</summary>
    public Task CloseAsync() => _page.CloseAsync(new() { RunBeforeUnload = true });

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
