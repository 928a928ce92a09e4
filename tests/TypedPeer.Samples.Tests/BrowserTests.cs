using System.Diagnostics;
using TypedPeer.Samples.Browser;
using TypedPeer.TestSupport;

namespace TypedPeer.Samples.Tests;

public sealed class BrowserTests
{
    /// <summary>Where this is set, the pictures of the page's description are made anew.</summary>
    private const string PicturesVariable = "TYPEDPEER_PICTURES";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.Browser.dll");
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "samples", "Browser");

    [RequiresPeer("chromium", "npm")]
    public async Task Pages_and_processes_have_one_board_though_one_is_killed_and_another_comes_late()
    {
        string[] pictures = Environment.GetEnvironmentVariable(PicturesVariable) == "1" ? ["--pictures", Path.Combine(Folder, "pictures")] : [];
        await using var sample = SampleProcess.StartAt(Program, ["--demo", .. pictures]);
        Assert.StartsWith("OK: the boards of 3 pages in TypeScript, one in Blazor and 2 processes are equal", await sample.ReadLineAsync("OK: ", TimeSpan.FromMinutes(6)), StringComparison.Ordinal);
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("Tide is back, as a new process in its old place", sample.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_in_Blazor_is_served_with_all_that_it_asks_for()
    {
        await using var sample = SampleProcess.StartAt(Program, "--urls", "http://127.0.0.1:0");
        var server = new Uri((await sample.ReadLineAsync("listening: ")).Split(' ')[1]);
        using var client = new HttpClient { BaseAddress = new Uri(server, "/blazor/") };
        var page = await client.GetStringAsync("", TestContext.Current.CancellationToken);
        Assert.Contains("<base href=\"/blazor/\">", page, StringComparison.Ordinal);
        (string Path, string Type)[] files =
        [
            ("../style.css", "text/css"), ("page.js", "text/javascript"), ("stage.js", "text/javascript"), ("_framework/blazor.webassembly.js", "text/javascript"), ("_framework/dotnet.js", "text/javascript"),
            ("_framework/TypedPeer.Samples.Browser.Blazor.wasm", "application/wasm"), ("_content/TypedPeer.Browser/typedpeer-browser.js", "text/javascript"),
        ];
        foreach (var (path, type) in files)
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((path, System.Net.HttpStatusCode.OK, type), (path, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        using var missing = await client.GetAsync("_framework/none.wasm", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
    }

    [RequiresPeer("typescript")]
    public async Task Its_page_passes_the_strict_compiler()
    {
        var start = new ProcessStartInfo("node", [RealPeer.Get("typescript").Path!, "-p", Path.Combine(Folder, "Page")]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var compiler = Process.Start(start)!;
        var said = await compiler.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", said);
    }

    [Theory]
    [InlineData("Choose one of --demo and --peer NAME.", "--demo", "--peer", "ada")]
    [InlineData("'example' is no address of a server", "--peer", "ada", "--server", "example")]
    [InlineData("FAILED: ", "--peer", "ada", "--server", "http://127.0.0.1:1")]
    public async Task What_it_cannot_do_it_says_in_a_sentence(string expected, params string[] arguments)
    {
        await using var sample = SampleProcess.StartAt(Program, arguments);
        Assert.NotEqual(0, await sample.WaitForExitAsync());
        Assert.Contains(expected, sample.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Boards_that_heard_of_the_same_are_equal_in_whatever_order_they_did()
    {
        var seed = TestSeed.First(20);
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var parts = Enumerable.Range(0, 40).Select(_ => Part(random)).ToArray();
            var boards = Enumerable.Range(0, 3).Select(_ => Merged([.. parts.OrderBy(_ => random.Next()), parts[0]])).ToArray();
            Assert.All(boards, board => Assert.Equal(boards[0].Digest, board.Digest));
            Assert.All(boards, board => Assert.Equal(boards[0].Strokes.Select(static stroke => stroke.Id), board.Strokes.Select(static stroke => stroke.Id)));
        }
    }

    [Fact]
    public void A_board_that_read_all_parts_of_another_is_equal_to_it_and_one_that_missed_a_stroke_is_not()
    {
        var random = new Random(TestSeed.First(21));
        var board = Merged([.. Enumerable.Range(0, 300).Select(_ => Part(random))]);
        Assert.Equal(board.Digest, Merged([.. board.Parts()]).Digest);
        Assert.NotEqual(board.Digest, Merged([.. board.Parts().SkipLast(1)]).Digest);
    }

    [Fact]
    public void What_is_no_stroke_is_on_no_board_and_of_too_many_the_latest_stay()
    {
        var board = new Board();
        var stroke = new Stroke { Id = "ada.1", Clock = 1, Color = 1, Width = 1, Dots = [new(1, 1)] };
        Stroke[] none =
        [
            stroke with { Id = "" }, stroke with { Id = "ada\u00e9" }, stroke with { Clock = 0 }, stroke with { Clock = Board.MaxClock + 1 }, stroke with { Color = 8 }, stroke with { Width = 0 },
            stroke with { Dots = [] }, stroke with { Dots = new Dot[Stroke.MaxDots + 1] }, stroke with { Dots = [new(Dot.Width + 1, 0)] },
        ];
        Assert.All(none, one => Assert.False(board.Add(one)));
        Assert.Empty(board.Strokes);
        for (var clock = 1; clock <= Board.MaxStrokes + 10; clock++)
        {
            board.Add(stroke with { Id = $"ada.{clock}", Clock = clock });
        }

        Assert.Equal((Board.MaxStrokes, 11), (board.Strokes.Count, board.Strokes[0].Clock));
    }

    private static Board Merged(IEnumerable<BoardPart> parts)
    {
        var board = new Board();
        foreach (var part in parts)
        {
            board.Merge(part);
        }

        return board;
    }

    private static BoardPart Part(Random random) => new()
    {
        Clearing = random.Next(10) == 0 ? new(random.Next(1, 20), $"author-{random.Next(3)}") : Clearing.Never,
        Strokes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => StrokeOf(random.Next(1, 60), random.Next(3)))],
    };

    /// <summary>One stroke for each clock and author, as authors make them.</summary>
    private static Stroke StrokeOf(int clock, int author) =>
        new() { Id = $"author-{author}.{clock}", Clock = clock, Color = (byte)author, Width = 8, Dots = [new((ushort)clock, 1), new(3, (ushort)author)] };
}
