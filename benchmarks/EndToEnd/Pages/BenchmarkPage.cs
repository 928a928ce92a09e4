using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>A page in a Chromium, as one that came over HTTPS: with scripts, and functions to call.</summary>
internal sealed class BenchmarkPage : IAsyncDisposable
{
    private const string Address = "http://localhost:1/";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private BenchmarkPage(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, _page) = (playwright, browser, page);

    public string Version => _browser.Version;

    public static async Task<BenchmarkPage> StartAsync(params string[] scripts)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = RealPeer.Get("chromium").Path, Args = ChromiumArguments.WithAddresses });
        return new(playwright, browser, await LoadAsync(browser, scripts));
    }

    /// <summary>Opens another page in the same browser, which ends with this one.</summary>
    public async Task<BenchmarkPage> OpenAnotherAsync(params string[] scripts) => new(_playwright, _browser, await LoadAsync(_browser, scripts));

    /// <summary>Opens a page that was published into a folder in the same browser, with which it ends.</summary>
    public async Task<BenchmarkPage> OpenFolderAsync(string folder)
    {
        var page = await OpenAsync(_browser, route => route.FulfillAsync(new() { Path = Path.Combine(folder, FileOf(route.Request.Url)) }));
        return new(_playwright, _browser, page);
    }

    public Task<T> CallAsync<T>(string function, params object?[] arguments) => _page.EvaluateAsync<T>($"arguments => {function}(...arguments)", arguments);

    public Task CallAsync(string function, params object?[] arguments) => _page.EvaluateAsync($"async arguments => {{ await {function}(...arguments); }}", arguments);

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }

    /// <summary>The address is never asked: what is said to be there makes it a secure context, without which no session resumes.</summary>
    private static async Task<IPage> OpenAsync(IBrowser browser, Func<IRoute, Task> answer)
    {
        var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.RouteAsync("**/*", answer);
        await page.GotoAsync(Address);
        return page;
    }

    private static async Task<IPage> LoadAsync(IBrowser browser, string[] scripts)
    {
        var page = await OpenAsync(browser, static route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Benchmark</title>" }));
        foreach (var script in scripts)
        {
            await page.AddScriptTagAsync(new() { Content = script, Type = "module" });
        }

        return page;
    }

    private static string FileOf(string address) => new Uri(address).AbsolutePath.TrimStart('/') is { Length: > 0 } path ? path : "index.html";
}
