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
    public async Task A_page_is_told_why_a_dial_failed()
    {
        await using var page = await TypeScriptPage.OpenAsync();
        using var certificate = PeerCertificate.Create();
        var address = new PeerAddress(certificate.Identity, new IPEndPoint(IPAddress.Loopback, FreePort.Udp())).ToString();
        Assert.StartsWith("LinkError | no-address", await page.CallAsync<string>("dial", "https://example.org", Described.As<IWorkshop>()), StringComparison.Ordinal);
        Assert.StartsWith("LinkError | no-answer", await page.CallAsync<string>("dial", address, Described.As<IWorkshop>(), 1000), StringComparison.Ordinal);
    }

    private static Task<string> DialAsync(TypeScriptPage page, PeerListener listener) => page.CallAsync<string>("dial", listener.Address.ToString(), Described.As<IWorkshop>());

    private static async Task<PeerListener> ListenAsync(Workshop workshop, TaskCompletionSource<PeerLink>? accepted = null) => await PeerListener.ListenAsync(
        (peer, link) =>
        {
            peer.Serve<IWorkshop>(workshop);
            accepted?.TrySetResult(link);
        },
        new() { Connections = new() { Port = new() { IncludeLoopback = true } } },
        Token);
}
