using System.Text.Json.Nodes;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;

namespace TypedPeer.TypeScript.Tests;

/// <summary>Pages in TypeScript and peers in .NET find each other by name.</summary>
public sealed class NetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("chromium", "typescript")]
    public async Task A_page_that_joined_connects_to_a_peer_by_name()
    {
        await using var page = await TypeScriptPage.OpenAsync();
        await using var network = await JoinAsync(page, "grace");
        Assert.Equal("page", await JoinAsync(page));

        Assert.Equal("grace joined, {\"from\":\"grace\"}", await page.CallAsync<string>("hear"));
        Assert.Equal("connected", await page.CallAsync<string>("connect", "grace"));
        Assert.Equal("a link with grace", await page.CallAsync<string>("hear"));
        Assert.Equal("\"Hello, Ada!\"", await page.CallAsync<string>("call", "greet", "Ada"));
        await using var link = await network.ConnectAsync("page", Token);
        Assert.Equal("Hello, Ada, from the page!", await link.GetRemote<IWorkshop>().GreetAsync("Ada", Token));

        await network.BroadcastAsync(JsonValue.Create("hello, all"), Token);
        Assert.Equal("grace says \"hello, all\" to lobby", await page.CallAsync<string>("hear"));
        await using var messages = network.ReadMessagesAsync(Token).GetAsyncEnumerator(Token);
        var next = messages.MoveNextAsync();
        Assert.Equal(1, await page.CallAsync<int>("broadcast", "hello, too"));
        Assert.True(await next);
        Assert.Equal("page", messages.Current.From);

        Assert.Equal("closed", await page.CallAsync<string>("leave"));
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_peer_connects_to_a_page_by_name()
    {
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("page", await JoinAsync(page));
        await using var network = await JoinAsync(page, "grace");
        await using var link = await network.ConnectAsync("page", Token);

        Assert.Equal("Hello, Ada, from the page!", await link.GetRemote<IWorkshop>().GreetAsync("Ada", Token));
        Assert.Equal("connected", await page.CallAsync<string>("connect", "grace"));
        Assert.Equal("\"Hello, Ada!\"", await page.CallAsync<string>("call", "greet", "Ada"));
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_page_says_who_may_come_and_is_told_why_it_may_not()
    {
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("page", await JoinAsync(page));
        await using var stranger = await JoinAsync(page, "stranger", accept: false);

        var refused = await Assert.ThrowsAsync<PeerNetworkException>(() => stranger.ConnectAsync("page", Token));
        Assert.Equal(PeerNetworkError.Refused, refused.Error);
        Assert.StartsWith("LinkError | refused", await page.CallAsync<string>("connect", "stranger"), StringComparison.Ordinal);
        Assert.StartsWith("LinkError | peer-unavailable", await page.CallAsync<string>("connect", "nobody"), StringComparison.Ordinal);
        await using var other = await page.OpenAnotherAsync();
        Assert.StartsWith("LinkError | id-taken", await JoinAsync(other, page.Signalling, "page"), StringComparison.Ordinal);
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task Two_pages_meet_by_name_although_both_connect_at_once()
    {
        await using var page = await TypeScriptPage.OpenAsync();
        await using var other = await page.OpenAnotherAsync();
        Assert.Equal("page", await JoinAsync(page));
        Assert.Equal("other", await JoinAsync(other, page.Signalling, "other"));

        Assert.Equal(["connected", "connected"], await Task.WhenAll(page.CallAsync<string>("connect", "other"), other.CallAsync<string>("connect", "page")));
        Assert.Equal("\"Hello, Ada, from the page!\"", await page.CallAsync<string>("call", "greet", "Ada"));
        Assert.Equal("\"Hello, Ada, from the page!\"", await other.CallAsync<string>("call", "greet", "Ada"));
    }

    [RequiresPeer("chromium", "typescript")]
    public async Task A_page_that_is_closed_or_left_is_gone_for_the_others_at_once_whatever_is_under_way()
    {
        await using var page = await TypeScriptPage.OpenAsync();
        Assert.Equal("page", await JoinAsync(page));
        await using var network = await JoinAsync(page, "grace");
        foreach (var (id, isBusy, isClosed) in new[] { ("first", false, true), ("second", false, false), ("third", true, true), ("fourth", true, false) })
        {
            await using var other = await page.OpenAnotherAsync();
            Assert.Equal(id, await JoinAsync(other, page.Signalling, id));
            await using var link = await network.ConnectAsync(id, Token);
            var workshop = link.GetRemote<IWorkshop>();
            Assert.Equal("Hello, Ada, from the page!", await workshop.GreetAsync("Ada", Token));
            Assert.Equal("connected", await page.CallAsync<string>("connect", id));
            var here = page.CallAsync<string>("closed");
            var running = isBusy ? workshop.WaitAsync(Token).AsTask() : Task.CompletedTask;
            Assert.Equal(5, await workshop.AddAsync(2, 3));

            await (isClosed ? other.CloseAsync() : other.LeaveAsync());

            // Of a page that is lost nobody would hear before the keep-alive or the path gives it up, and nobody would stop looking for it for two minutes.
            var end = await link.Completion.WaitAsync(TimeSpan.FromSeconds(10), Token);
            Assert.Equal(isBusy ? PeerSessionEndKind.Aborted : PeerSessionEndKind.StoppedByPeer, end.Session!.Kind);
            Assert.Equal("StoppedByPeer", await here.WaitAsync(TimeSpan.FromSeconds(10), Token));
            if (isBusy)
            {
                var lost = await Assert.ThrowsAsync<PeerException>(() => running);
                Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.MayHaveExecuted), (lost.Status, lost.Fate));
            }
        }
    }

    private static Task<string> JoinAsync(TypeScriptPage page) => JoinAsync(page, page.Signalling, "page");

    private static Task<string> JoinAsync(TypeScriptPage page, Uri signalling, string id) =>
        page.CallAsync<string>("join", signalling.AbsoluteUri, id, "lobby", Described.Workshop());

    private static Task<PeerNetwork> JoinAsync(TypeScriptPage page, string id, bool accept = true) => PeerNetwork.JoinAsync(page.Signalling.AbsoluteUri, new()
    {
        Id = id,
        Room = "lobby",
        Metadata = new JsonObject { ["from"] = id },
        Configure = (peer, _) => peer.Serve<IWorkshop>(new Workshop()),
        Accept = (_, _) => ValueTask.FromResult(accept),
        Link = new() { Connection = new() { IncludeLoopback = true } },
    }, Token);
}
