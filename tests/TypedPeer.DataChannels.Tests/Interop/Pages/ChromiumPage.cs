using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Pages;

/// <summary>A page in a headless Chromium, with tests/peers/browser.js: takes commands and says events, a line of JSON each.</summary>
internal sealed class ChromiumPage : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private readonly bool _ownsBrowser;

    private ChromiumPage(IPlaywright playwright, IBrowser browser, IPage page, bool ownsBrowser)
    {
        _playwright = playwright;
        _browser = browser;
        _page = page;
        _ownsBrowser = ownsBrowser;
    }

    /// <summary>Starts the browser; <paramref name="onLine"/> gets what the page says, one line after another.</summary>
    public static async Task<ChromiumPage> StartAsync(Action<string> onLine, params string[] arguments)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"),
            Args = [.. ChromiumArguments.Quiet, .. arguments],
        });
        return await OpenPageAsync(playwright, browser, onLine, ownsBrowser: true);
    }

    /// <summary>Opens one more page in the same browser, which ends with the first.</summary>
    public Task<ChromiumPage> OpenAnotherAsync(Action<string> onLine) => OpenPageAsync(_playwright, _browser, onLine, ownsBrowser: false);

    /// <summary>Goes to another page, where nothing of this class's is but what is loaded then.</summary>
    public Task OpenAsync(Uri address) => _page.GotoAsync(address.AbsoluteUri);

    /// <summary>Gives the page a permission, as its user does.</summary>
    public Task GrantAsync(string permission) => _page.Context.GrantPermissionsAsync([permission]);

    /// <summary>Loads another script of the repository.</summary>
    public Task LoadScriptAsync(string name) => _page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(RepositoryRoot.Path, name) });

    /// <summary>Runs a function in the page.</summary>
    public Task<T> EvaluateAsync<T>(string function, object? argument = null) => _page.EvaluateAsync<T>(function, argument);

    /// <summary>Sends a command.</summary>
    public Task SendAsync(string line) => _page.EvaluateAsync("line => typedPeerCommand(line)", line);

    public async ValueTask DisposeAsync()
    {
        if (_ownsBrowser)
        {
            await _browser.CloseAsync();
            _playwright.Dispose();
        }
        else if (!_page.IsClosed)
        {
            await _page.CloseAsync();
        }
    }

    private static async Task<ChromiumPage> OpenPageAsync(IPlaywright playwright, IBrowser browser, Action<string> onLine, bool ownsBrowser)
    {
        var page = await browser.NewPageAsync();
        await page.ExposeFunctionAsync<string, bool>("typedPeerEmit", line =>
        {
            onLine(line);
            return true;
        });
        foreach (var script in (string[])["negotiation.js", "browser.js"])
        {
            await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(RepositoryRoot.Path, "tests", "peers", script) });
        }

        return new ChromiumPage(playwright, browser, page, ownsBrowser);
    }
}
