using System.Collections.Concurrent;
using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.WebAssembly.Tests;

/// <summary>What a page has said, in its order, and the exit code of its program.</summary>
internal sealed record ChromiumPage(IReadOnlyList<string> Lines, string? ExitCode)
{
    /// <summary>Generous: the page takes seconds, and is waited for in full only when it hangs.</summary>
    private const float BoundMilliseconds = 180_000;

    /// <summary>Opens a page in a Chromium of its own and waits until its program has ended.</summary>
    /// <exception cref="TimeoutException">It did not end; the message says what the page had said.</exception>
    public static async Task<ChromiumPage> RunAsync(Uri address, IReadOnlyList<string>? arguments = null)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"),
            Args = arguments ?? ChromiumArguments.Quiet,
        });
        var page = await browser.NewPageAsync();
        var lines = new ConcurrentQueue<string>();
        page.Console += (_, message) => lines.Enqueue(message.Text);
        page.PageError += (_, error) => lines.Enqueue($"error of the page: {error}");
        await page.GotoAsync(address.AbsoluteUri);
        try
        {
            var ended = page.Locator("body[data-exit-code]");
            await ended.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = BoundMilliseconds });
            return new([.. lines], await ended.GetAttributeAsync("data-exit-code"));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The page's program has not ended. It said:\n{string.Join('\n', lines)}", e);
        }
    }
}
