using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>A page in a headless Chromium with the package's modules under /typedpeer and Pages/page.js, whose functions tests call.</summary>
internal sealed class TypeScriptPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication _server;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IPage _page;
    private bool _isAnother;

    private TypeScriptPage(WebApplication server, IPlaywright playwright, IBrowser browser, IPage page) => (_server, _playwright, _browser, _page) = (server, playwright, browser, page);

    public static async Task<TypeScriptPage> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPeerServer();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var pages = Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.TypeScript.Tests", "Pages");
        server.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(await TypeScriptPackage.CompiledAsync()), RequestPath = "/typedpeer" });
        server.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(pages) });
        server.MapPeerServer("/peerjs");
        await server.StartAsync(TestContext.Current.CancellationToken);

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"), Args = ChromiumArguments.WithAddresses });
        return new(server, playwright, browser, await LoadAsync(browser, server));
    }

    /// <summary>Gets where the signalling server is that runs beside the page.</summary>
    public Uri Signalling => new(_server.Urls.Single() + "/peerjs");

    /// <summary>Opens another page in the same browser, which ends with the first.</summary>
    public async Task<TypeScriptPage> OpenAnotherAsync() => new(_server, _playwright, _browser, await LoadAsync(_browser, _server)) { _isAnother = true };

    /// <summary>Calls a function of the page's script.</summary>
    public Task<T> CallAsync<T>(string function, params object?[] arguments) =>
        _page.EvaluateAsync<T>($"arguments => page.{function}(...arguments)", arguments).WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Leaves the page as a person does who closes its tab.</summary>
    public Task CloseAsync() => _page.CloseAsync(new PageCloseOptions { RunBeforeUnload = true });

    /// <summary>Leaves the page for another one in the same tab.</summary>
    public Task LeaveAsync() => _page.GotoAsync("about:blank");

    public async ValueTask DisposeAsync()
    {
        if (_isAnother)
        {
            await _page.CloseAsync();
            return;
        }

        await _browser.CloseAsync();
        _playwright.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<IPage> LoadAsync(IBrowser browser, WebApplication server)
    {
        var page = await browser.NewPageAsync();
        var output = TestContext.Current.TestOutputHelper;
        page.Console += (_, message) => output?.WriteLine(message.Text);
        page.PageError += (_, error) => output?.WriteLine(error);
        await page.GotoAsync(server.Urls.Single());
        await page.WaitForFunctionAsync("() => globalThis.page !== undefined");
        return page;
    }
}
