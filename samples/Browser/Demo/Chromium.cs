using Microsoft.Playwright;

namespace TypedPeer.Samples.Browser.Demo;

/// <summary>A Chromium of its own, headless.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    /// <summary>What keeps a fresh one off the network and able to run in a container; addresses are said as they are, since names for them need multicast.</summary>
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
    ];

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(static folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists) ?? throw new FileNotFoundException("The demonstration needs Chromium on the PATH. Debian and Ubuntu: sudo apt-get install chromium");
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments }));
    }

    /// <summary>Opens one of the pages as somebody of that name.</summary>
    public async Task<BoardPage> OpenAsync(Uri address, string name, ViewportSize size, ColorScheme scheme)
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = size, ColorScheme = scheme, DeviceScaleFactor = 1, AcceptDownloads = true });
        var page = await context.NewPageAsync();
        var board = new BoardPage(page, name);
        await page.GotoAsync(new Uri(address, $"?name={name}").AbsoluteUri);
        return board;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
