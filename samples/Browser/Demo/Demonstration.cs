using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Playwright;

namespace TypedPeer.Samples.Browser.Demo;

/// <summary>
/// Pages in TypeScript, one in Blazor, and processes in one room: all draw, files go both ways, one process is killed and comes back, somebody comes late, and
/// in the end every board has to be the same.
/// </summary>
internal sealed class Demonstration(Uri server, Chromium chromium, string folder, string? pictures)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ViewportSize Desktop = new() { Width = 1280, Height = 960 };
    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly List<BoardPage> _pages = [];

    private Uri Blazor => new(server, BoardServer.BlazorPath + "/");

    /// <summary>Returns what is true in the end; throws what is not.</summary>
    public static async Task<string> RunAsync(string? pictures, CancellationToken stopped)
    {
        if (!BoardServer.HasPage)
        {
            throw new InvalidOperationException("The page was not built, since npm was missing: install Node 20 or later, and build again.");
        }

        using var source = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        source.CancelAfter(Limit);
        var folder = Directory.CreateTempSubdirectory("typedpeer-board-").FullName;
        try
        {
            await using var app = await BoardServer.StartAsync("http://127.0.0.1:0", source.Token);
            await using var chromium = await Chromium.StartAsync();
            return await new Demonstration(new Uri(app.Urls.First()), chromium, folder, pictures).RunAsync(source.Token);
        }
        catch (OperationCanceledException exception) when (!stopped.IsCancellationRequested)
        {
            throw new TimeoutException($"The demonstration took more than {Limit.TotalMinutes} minutes.", exception);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        Say($"the server serves the page in TypeScript at {server}, and the one in Blazor at {Blazor}");
        var ada = await OpenAsync(server, "Ada", Desktop, ColorScheme.Light);
        var ben = await OpenAsync(server, "Ben", Desktop, ColorScheme.Light);
        var zoe = await OpenAsync(Blazor, "Zoe", Desktop, ColorScheme.Light);
        await using var orbit = await BoardProcess.StartAsync(server, "Orbit", folder, cancellationToken);
        var tide = await BoardProcess.StartAsync(server, "Tide", folder, cancellationToken);
        try
        {
            await Task.WhenAll(orbit.DrawnAsync(cancellationToken), tide.DrawnAsync(cancellationToken));
            await Task.WhenAll(_pages.Select(static page => page.WaitForPeersAsync(4)));
            Say("two pages in TypeScript, one in Blazor and two processes are connected, each with each");

            IBoardMember[] all = [ada, ben, zoe, orbit, tide];
            await DrawAndWipeAsync(all, ada, ben, zoe, cancellationToken);
            await Task.WhenAll(orbit.DrawAsync(cancellationToken), tide.DrawAsync(cancellationToken), ada.DrawAsync(Wave(0.06, 0.74)), ben.DrawAsync(Wave(0.36, 0.82)), zoe.DrawAsync(Wave(0.4, 0.65)));
            await ExchangeAsync(ada, ben, zoe, orbit, tide, cancellationToken);

            await tide.KillAsync();
            Say("Tide is killed");
            await ada.WaitForStateAsync("Tide", "none", "unresponsive", "reconnecting", "closed");
            await ada.DrawAsync(Wave(0.2, 0.9));
            await orbit.DrawAsync(cancellationToken);
            await tide.DisposeAsync();
            tide = await BoardProcess.StartAsync(server, "Tide", folder, cancellationToken);
            await tide.DrawnAsync(cancellationToken);
            await Task.WhenAll(_pages.Select(static page => page.WaitForPeersAsync(4)));
            Say("Tide is back, as a new process in its old place");

            var cleo = await OpenAsync(server, "Cleo", Phone, ColorScheme.Dark);
            await cleo.WaitForPeersAsync(5);
            await cleo.DrawAsync((0.78, 0.86), (0.80, 0.92), (0.9, 0.92), (0.92, 0.86), (0.78, 0.86), (0.85, 0.86), (0.85, 0.66), (0.91, 0.82), (0.85, 0.82));
            await ben.ReloadAsync();
            await Task.WhenAll(_pages.Select(static page => page.WaitForPeersAsync(5)));
            Say("Cleo has come late, and Ben has loaded the page again");
            var last = await EqualAsync([ada, ben, zoe, cleo, orbit, tide], 10, "in the end", cancellationToken);
            await PictureAsync(ada, "desktop");
            await PictureAsync(cleo, "phone");
            await PictureAsync(zoe, "blazor");
            await zoe.MoveToAsync(Phone, ColorScheme.Dark);
            await PictureAsync(zoe, "blazor-phone");
            Require(_pages.All(static page => page.Errors.Count == 0), string.Join("; ", _pages.SelectMany(static page => page.Errors)));
            return $"the boards of 3 pages in TypeScript, one in Blazor and 2 processes are equal, {last}, and files had one hash at both ends, after {_time.Elapsed.TotalSeconds:F0} s";
        }
        finally
        {
            await tide.DisposeAsync();
        }
    }

    private async Task DrawAndWipeAsync(IBoardMember[] all, BoardPage ada, BoardPage ben, BoardPage zoe, CancellationToken cancellationToken)
    {
        string[] stairs = ["Space", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowDown", "Shift+ArrowUp", "Escape"];
        await Task.WhenAll(ada.DrawAsync(Wave(0.1, 0.5)), ben.DrawByKeysAsync(stairs), zoe.DrawByKeysAsync(["Shift+ArrowDown", .. stairs]));
        var drawn = await EqualAsync(all, 3, "after all have drawn", cancellationToken);
        await zoe.DrawAsync(Wave(0.3, 0.6));
        await EqualAsync(all, drawn.Strokes + 1, "after one more stroke", cancellationToken);
        foreach (var page in new[] { ben, zoe })
        {
            await page.ClearAsync();
            await EqualAsync(all, 0, $"after {page.Name} has wiped it", cancellationToken);
            if (page == ben)
            {
                await ada.DrawAsync(Wave(0.1, 0.5));
                await EqualAsync(all, 1, "after another stroke", cancellationToken);
            }
        }
    }

    /// <summary>A file from each kind of peer to all others.</summary>
    private async Task ExchangeAsync(BoardPage ada, BoardPage ben, BoardPage zoe, BoardProcess orbit, BoardProcess tide, CancellationToken cancellationToken)
    {
        var photo = await MakeFileAsync("sketchbook.zip", 3_000_000, cancellationToken);
        var data = await MakeFileAsync("orbits.csv", 1_200_000, cancellationToken);
        var notes = await MakeFileAsync("notes.pdf", 800_000, cancellationToken);
        await SendAsync(ada.ShareAsync, photo, orbit, tide);
        await SendAsync(zoe.ShareAsync, notes, orbit, tide);
        await SendAsync(path => orbit.SendAsync(path, cancellationToken), data, tide);
        (BoardPage Page, SharedFile[] Files)[] expected = [(ada, [data, notes]), (ben, [photo, data, notes]), (zoe, [photo, data])];
        foreach (var (page, files) in expected)
        {
            foreach (var file in files)
            {
                var (saved, shown) = await page.SaveAsync(file.Name);
                Require(saved == file.Hash && shown == file.Hash, $"{page.Name} saved {file.Name} with the hash {saved} and showed {shown}; it was sent with {file.Hash}");
            }
        }

        Say("files went from a page in TypeScript, one in Blazor and a process to all others, and have one hash at both ends");

        async Task SendAsync(Func<string, Task> send, SharedFile file, params BoardProcess[] takers)
        {
            await send(file.Path);
            foreach (var taker in takers)
            {
                var hash = await taker.ReceivedAsync(cancellationToken);
                Require(hash == file.Hash, $"{taker.Name} got {file.Name} with the hash {hash}; it was sent with {file.Hash}");
            }
        }
    }

    private async Task<SharedFile> MakeFileAsync(string name, int length, CancellationToken cancellationToken)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var path = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
        return new(path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Waits until all boards are equal, and returns which they are.</summary>
    private async Task<BoardDigest> EqualAsync(IBoardMember[] members, int least, string when, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.StartNew();
        while (true)
        {
            var digests = await Task.WhenAll(members.Select(member => member.DigestAsync(cancellationToken)));
            if (digests.Distinct().Count() == 1 && (least == 0 ? digests[0].Strokes == 0 : digests[0].Strokes >= least))
            {
                Say($"{when} all {members.Length} boards are equal: {digests[0]}");
                return digests[0];
            }

            Require(begun.Elapsed < Patience, $"{when} the boards differ: {string.Join("; ", members.Zip(digests, static (member, digest) => $"{member.Name} has {digest}"))}");

            // Each question is asked of every peer, so not more often than a person would look.
            await Task.Delay(200, cancellationToken);
        }
    }

    private async Task<BoardPage> OpenAsync(Uri address, string name, ViewportSize size, ColorScheme scheme)
    {
        var page = await chromium.OpenAsync(address, name, size, scheme);
        _pages.Add(page);
        return page;
    }

    private async Task PictureAsync(BoardPage page, string name)
    {
        if (pictures is not null)
        {
            Directory.CreateDirectory(pictures);
            await page.TakePictureAsync(Path.Combine(pictures, $"{name}.png"));
        }
    }

    private static (double X, double Y)[] Wave(double left, double top) =>
        [.. Enumerable.Range(0, 25).Select(step => (left + (step * 0.014), top + (0.05 * Math.Sin(step / 2.0))))];

    private void Say(string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_time.Elapsed.TotalSeconds,5:F1} s  {what}"));

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
