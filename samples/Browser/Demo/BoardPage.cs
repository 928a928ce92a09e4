using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;

namespace TypedPeer.Samples.Browser.Demo;

/// <summary>A page, in TypeScript or in Blazor, used as a person uses it: by mouse, keyboard and what is to be read.</summary>
internal sealed class BoardPage : IBoardMember
{
    private const float Patience = 60_000;

    private readonly IPage _page;
    private readonly ConcurrentQueue<string> _errors = new();

    public BoardPage(IPage page, string name)
    {
        (_page, Name) = (page, name);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) => Console.WriteLine($"        {name}: {message.Text}");
    }

    public string Name { get; }

    /// <summary>Gets what went wrong in the page's script.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Waits until so many others are connected.</summary>
    /// <exception cref="TimeoutException">They are not; it says who is seen, and how.</exception>
    public async Task WaitForPeersAsync(int count)
    {
        try
        {
            await _page.WaitForFunctionAsync(
                "count => document.querySelectorAll('#people .person').length === count && document.querySelectorAll('#people .person[data-state=connected]').length === count",
                count,
                new() { Timeout = Patience });
        }
        catch (TimeoutException exception)
        {
            var seen = await _page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#people .person')].map(({ dataset }) => `${dataset.peer} ${dataset.state}`)");
            throw new TimeoutException($"{Name} should see {count} others connected, and sees: {string.Join(", ", seen)}", exception);
        }
    }

    /// <summary>Waits until the link to somebody is seen in one of these states; none of them when the person is not seen at all.</summary>
    public Task WaitForStateAsync(string peer, params string[] states) => _page.WaitForFunctionAsync(
        "([peer, states]) => states.includes(document.querySelector(`#people .person[data-peer='${peer}']`)?.dataset.state ?? 'none')",
        new object[] { peer, states },
        new() { Timeout = Patience });

    /// <summary>Draws a line with the mouse, through places in shares of the board's width and height.</summary>
    public async Task DrawAsync(params (double X, double Y)[] places)
    {
        var box = await _page.Locator("#sketches").BoundingBoxAsync() ?? throw new InvalidOperationException("The page shows no board.");
        var moves = places.Select(place => ((float)(box.X + (place.X * box.Width)), (float)(box.Y + (place.Y * box.Height)))).ToArray();
        await _page.Mouse.MoveAsync(moves[0].Item1, moves[0].Item2);
        await _page.Mouse.DownAsync();
        foreach (var (x, y) in moves[1..])
        {
            await _page.Mouse.MoveAsync(x, y, new() { Steps = 4 });
        }

        await _page.Mouse.UpAsync();
    }

    /// <summary>Draws with the keyboard.</summary>
    public async Task DrawByKeysAsync(params string[] keys)
    {
        await _page.Locator("#sketches").FocusAsync();
        foreach (var key in keys)
        {
            await _page.Keyboard.PressAsync(key);
        }
    }

    public Task ClearAsync() => _page.Locator("#clear").ClickAsync();

    /// <summary>Chooses a file to share.</summary>
    public Task ShareAsync(string path) => _page.Locator("#choose").SetInputFilesAsync(path);

    /// <summary>Waits until a file is here, saves it as a person does, and returns the hash of what was saved and the one that the page shows.</summary>
    public async Task<(string Saved, string Shown)> SaveAsync(string name)
    {
        var card = _page.Locator("#files .file[data-state=there]").Filter(new() { HasText = name });
        await card.WaitForAsync(new() { Timeout = Patience });
        var download = await _page.RunAndWaitForDownloadAsync(() => card.Locator(".save").ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        return (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream)), await card.GetAttributeAsync("data-sha256") ?? "");
    }

    public async Task<BoardDigest> DigestAsync(CancellationToken cancellationToken)
    {
        var digest = _page.Locator("#digest");
        return new(int.Parse((await digest.GetAttributeAsync("data-strokes"))!, CultureInfo.InvariantCulture), (await digest.GetAttributeAsync("data-hash"))!);
    }

    /// <summary>Is another screen from now on.</summary>
    public async Task MoveToAsync(ViewportSize size, ColorScheme scheme)
    {
        await _page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await _page.SetViewportSizeAsync(size.Width, size.Height);
    }

    public Task TakePictureAsync(string path) => _page.ScreenshotAsync(new() { Path = path, FullPage = false });

    /// <summary>Loads it anew, as somebody who comes back.</summary>
    public Task ReloadAsync() => _page.ReloadAsync();
}
