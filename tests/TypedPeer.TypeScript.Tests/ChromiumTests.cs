using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>A page in TypeScript dials a listener, calls what it serves and serves it.</summary>
public sealed class ChromiumTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("chromium", "typescript")]
    public async Task A_page_calls_what_a_listener_serves()
    {
        var workshop = new Workshop();
        await using var listener = await ListenAsync(workshop);
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("connected", await DialAsync(page, listener));

        Assert.Equal("\"Hello, Ada!\"", await page.CallAsync<string>("call", "greet", "Ada"));
        Assert.Equal("5", await page.CallAsync<string>("call", "add", 2, 3));
        Assert.Equal(500 * 501 / 2, await page.CallAsync<int>("many", 500));
        var name = new string('x', 300_000);
        Assert.Equal($"\"Hello, {name}!\"", await page.CallAsync<string>("call", "greet", name));
        Assert.Equal("PeerError | 12 | answered | not here", await page.CallAsync<string>("call", "fail", "not here"));
        Assert.Equal("nothing", await page.CallAsync<string>("call", "note", "a note"));
        Assert.Equal("[\"a note\"]", await page.CallAsync<string>("call", "notes"));
        Assert.Equal("Error | enough", await page.CallAsync<string>("giveUp"));
        await workshop.SomebodyGaveUp.WaitAsync(Token);
        Assert.Equal("Stopped", await page.CallAsync<string>("close"));
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_listener_calls_what_a_page_serves()
    {
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await ListenAsync(new Workshop(), accepted);
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("connected", await DialAsync(page, listener));
        await using var link = await accepted.Task;
        var workshop = link.GetRemote<IWorkshop>();

        Assert.Equal("Hello, Ada, from the page!", await workshop.GreetAsync("Ada", Token));
        Assert.Equal(5, await workshop.AddAsync(2, 3));
        Assert.Equal(500, (await Task.WhenAll(Enumerable.Range(0, 500).Select(number => workshop.AddAsync(number, 1).AsTask()))).Length);
        var refused = await Assert.ThrowsAsync<PeerException>(async () => await workshop.FailAsync("not here"));
        Assert.Equal((PeerStatus.NotFound, "not here"), (refused.Status, refused.Message));
        await workshop.NoteAsync("a note");
        using var giveUp = new CancellationTokenSource();
        var waits = workshop.WaitAsync(giveUp.Token);
        Assert.Equal(["a note"], await workshop.NotesAsync());
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waits);
        Assert.Equal(["a note", "somebody gave up"], await workshop.NotesAsync());
        await link.DisposeAsync();
        Assert.Equal("StoppedByPeer", await page.CallAsync<string>("closed"));
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_page_uses_every_kind_of_method_that_a_listener_serves()
    {
        await using var listener = await ListenAsync(new Workshop());
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("connected", await DialAsync(page, listener));

        var found = (await page.CallAsync<string>("everything")).Split("; ");
        Assert.Equal(
            ["19999", "199990000", "3000000", "3000000", "50", "50", "hammer turned 2 times", "PeerError | 12 | answered | The object was released, or lacks the method.", "saw turned 3 times in the page", "true"],
            found);
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_listener_uses_every_kind_of_method_that_a_page_serves()
    {
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await ListenAsync(new Workshop(), accepted);
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("connected", await DialAsync(page, listener));
        await using var link = await accepted.Task;
        var workshop = link.GetRemote<IWorkshop>();

        Assert.Equal(Enumerable.Range(0, 20_000), await workshop.CountAsync(20_000, Token).ToListAsync(Token));
        Assert.Equal(101, await workshop.CountAsync(1_000_000_000, Token).Take(101).CountAsync(Token));
        Assert.Equal(199_990_000, await workshop.SumAsync(AsyncEnumerable.Range(0, 20_000)));
        await using (var bytes = await workshop.ReadAsync(3_000_000, Token))
        {
            var copy = new MemoryStream();
            await bytes.CopyToAsync(copy, Token);
            Assert.Equal(3_000_000, copy.Length);
        }

        Assert.Equal(3_000_000, await workshop.WriteAsync(new MemoryStream(new byte[3_000_000])));
        var steps = new Steps();
        Assert.Equal(50, await workshop.WorkAsync(50, steps));
        Assert.Equal(50, steps.Last);
        var tool = await workshop.ToolAsync("hammer");
        Assert.Equal("hammer turned 2 times in the page", await tool.TurnAsync(2));
        Assert.Equal("saw turned 3 times", await workshop.UseAsync(new Tool("saw")));
        await workshop.MovedAsync(1);
        await workshop.MovedAsync(2);
        await workshop.VoiceAsync(7);
        List<string> notes;
        do
        {
            notes = await workshop.NotesAsync();
        }
        while (!notes.Contains("at 2") || !notes.Contains("voice 7"));
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_page_whose_connection_is_lost_goes_on_over_the_next_with_its_session()
    {
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        var workshop = new Workshop();
        await using var listener = await ListenAsync(workshop, accepted);
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("connected", await DialAsync(page, listener));
        Assert.Equal("connected", await page.CallAsync<string>("hear"));
        await using var link = await accepted.Task;
        var remote = link.GetRemote<IWorkshop>();

        // An answer comes behind the keys of both sides.
        Assert.Equal(3, await remote.AddAsync(1, 2));
        var counted = page.CallAsync<string>("countSlowly", 20_000);
        for (var cut = 0; cut < 3; cut++)
        {
            // A session goes on a moment before its link has its next connection.
            while (link.Connection.ConnectionState == PeerConnectionState.Closed)
            {
                await Task.Yield();
            }

            await link.Connection.CloseAsync(new CancellationToken(canceled: true));
            Assert.Equal(cut, await remote.AddAsync(cut, 0));

            // The word of the close may be lost; then the page finds it out by silence.
            var heard = await page.CallAsync<string>("hear");
            Assert.Equal("reconnecting", heard == "unresponsive" ? await page.CallAsync<string>("hear") : heard);
            Assert.Equal("connected", await page.CallAsync<string>("hear"));
            Assert.Equal("nothing", await page.CallAsync<string>("call", "note", $"{cut}"));
        }

        Assert.Equal("whole", await counted);
        Assert.Equal("[\"0\",\"1\",\"2\"]", await page.CallAsync<string>("call", "notes"));
        Assert.Equal("Stopped", await page.CallAsync<string>("close"));
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_page_is_told_why_a_dial_failed()
    {
        await using var page = await TypeScriptPage.OpenAsync();
        using var certificate = PeerCertificate.Create();
        var address = new PeerAddress(certificate.Identity, new IPEndPoint(IPAddress.Loopback, FreePort.Udp())).ToString();
        Assert.StartsWith("LinkError | no-address", await page.CallAsync<string>("dial", "https://example.org", Described.Workshop()), StringComparison.Ordinal);
        Assert.StartsWith("LinkError | no-answer", await page.CallAsync<string>("dial", address, Described.Workshop(), 1000), StringComparison.Ordinal);
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_worker_has_a_session_on_a_channel_that_its_page_gave_it()
    {
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await ListenAsync(new Workshop(), accepted);
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("done", await page.CallAsync<string>("prepareWorker", Described.Workshop()));
        Assert.Equal("RTCPeerConnection", await page.CallAsync<string>("dialForWorker", listener.Address.ToString()));
        Assert.Equal("undefined; Hello, worker!; 5; 19999; 300008", await page.CallAsync<string>("askWorker", "use"));
        await using var link = await accepted.Task.WaitAsync(Token);
        Assert.Equal("Hello, Ada, from the page!", await link.GetRemote<IWorkshop>().GreetAsync("Ada", Token));
        Assert.Equal("Stopped", await page.CallAsync<string>("askWorker", "stop"));
        Assert.StartsWith("LinkError | no-workers", await page.CallAsync<string>("dialWithoutTransfer", listener.Address.ToString()), StringComparison.Ordinal);
    }

    private static Task<string> DialAsync(TypeScriptPage page, PeerListener listener) => page.CallAsync<string>("dial", listener.Address.ToString(), Described.Workshop());

    private static async Task<PeerListener> ListenAsync(Workshop workshop, TaskCompletionSource<PeerLink>? accepted = null)
    {
        var listener = await PeerListener.ListenAsync(
            peer => peer.Serve<IWorkshop>(workshop), new() { Connections = new() { Port = new() { IncludeLoopback = true } } }, Token);
        listener.LinkConnected += link => accepted?.TrySetResult(link);
        return listener;
    }

    private sealed class Steps : IProgress<int>
    {
        public int Last { get; private set; }

        public void Report(int value) => Last = value;
    }
}
