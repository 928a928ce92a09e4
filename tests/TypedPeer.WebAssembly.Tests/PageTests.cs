using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Tests;

/// <summary>
/// Runs the checks of the programs TypedPeer.WebAssembly and TypedPeer.WebAssembly.Blazor in a page, on the Mono that every .NET page runs on: published as an application
/// is by default, and with nothing trimmed away. Each check says a line of its own.
/// </summary>
public class PageTests(PublishedPages pages) : IClassFixture<PublishedPages>
{
    private const string Plain = "TypedPeer.WebAssembly/Program.cs";

    [RequiresPeer("chromium")]
    public Task Every_kind_of_call_works_in_a_page() => EveryCheckHoldsAsync(Plain, trimmed: true);

    [RequiresPeer("chromium")]
    public Task Every_kind_of_call_works_in_a_page_that_is_not_trimmed() => EveryCheckHoldsAsync(Plain, trimmed: false);

    [RequiresPeer("chromium")]
    public Task Links_and_networks_work_in_Blazor() => EveryCheckHoldsAsync("TypedPeer.WebAssembly.Blazor/App.razor", trimmed: true);

    [RequiresPeer("chromium")]
    public async Task Two_pages_of_two_browsers_meet_by_name_and_call_each_other()
    {
        var page = await pages.GetAsync(Plain, trimmed: true);
        await using var server = await StaticServer.StartAsync(page.Folder);
        var address = new Uri(server.Address, $"?arg=meet&arg={Uri.EscapeDataString(server.Peers.AbsoluteUri)}");

        var both = await Task.WhenAll(
            ChromiumPage.RunAsync(new Uri($"{address}&arg=first&arg=second"), ChromiumArguments.WithAddresses),
            ChromiumPage.RunAsync(new Uri($"{address}&arg=second&arg=first"), ChromiumArguments.WithAddresses));

        var name = Assert.Single(PublishedPage.NamesOf("MeetingChecks"));
        Assert.All(both, said => Assert.Equal([$"ok {name}", "ended: 1 passed, 0 failed"], said.Lines));
        Assert.All(both, static said => Assert.Equal("0", said.ExitCode));
    }

    [RequiresPeer("chromium")]
    public async Task A_page_that_is_closed_is_gone_for_the_others_at_once()
    {
        var page = await pages.GetAsync(Plain, trimmed: true);
        await using var server = await StaticServer.StartAsync(page.Folder);
        var loopback = new PeerLinkOptions { Connection = new PeerConnectionOptions { IncludeLoopback = true } };
        await using var process = await PeerNetwork.JoinAsync(server.Peers, new PeerNetworkOptions { Id = "process", Room = "pages", Link = loopback }, TestContext.Current.CancellationToken);
        await using var staying = await StayingPage.OpenAsync(new Uri(server.Address, $"?arg=stay&arg={Uri.EscapeDataString(server.Peers.AbsoluteUri)}&arg=page"), "joined");
        await using var link = await process.ConnectAsync("page", TestContext.Current.CancellationToken);
        Assert.Equal(5, await link.GetRemote<IWalk>().AddAsync(2, 3));

        await staying.CloseAsync();

        // Of a page that is lost nobody would hear before the keep-alive gives it up, and it would be looked for two minutes.
        var end = await link.Completion.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, end.Session!.Kind);
    }

    private async Task EveryCheckHoldsAsync(string program, bool trimmed)
    {
        var page = await pages.GetAsync(program, trimmed);
        await using var server = await StaticServer.StartAsync(page.Folder);
        await using var listener = await PeerListener.ListenAsync(
            WalkPeer.Serve, new PeerListenerOptions { Connections = new PeerConnectionListenerOptions { Port = new PeerPortOptions { IncludeLoopback = true } } }, TestContext.Current.CancellationToken);
        var options = new PeerNetworkOptions
        {
            Id = "process",
            Room = "hall",
            Configure = WalkPeer.Serve,
            Link = new PeerLinkOptions { Connection = new PeerConnectionOptions { IncludeLoopback = true } },
        };
        await using var process = await PeerNetwork.JoinAsync(server.Peers, options, TestContext.Current.CancellationToken);
        var said = await ChromiumPage.RunAsync(new Uri(server.Address, $"?arg={Uri.EscapeDataString(listener.Address.ToString())}&arg={Uri.EscapeDataString(server.Peers.AbsoluteUri)}"));
        var output = TestContext.Current.TestOutputHelper!;
        foreach (var line in said.Lines)
        {
            output.WriteLine(line);
        }

        var leftOut = said.Lines.Where(static line => line.StartsWith("left out ", StringComparison.Ordinal)).Select(static line => line.Split(' ', ':')[2]).ToHashSet(StringComparer.Ordinal);
        Assert.True(leftOut.Count <= 5, "What a page cannot do is known.");
        var names = page.CheckNames(trimmed).Where(name => !leftOut.Contains(name)).ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(
            said.Lines,
            static line => !line.StartsWith("ok ", StringComparison.Ordinal) && !line.StartsWith("left out ", StringComparison.Ordinal) && !line.StartsWith("ended: ", StringComparison.Ordinal));
        Assert.Equal(
            names.Select(static name => $"ok {name}").Append($"ended: {names.Count} passed, 0 failed"),
            said.Lines.Where(static line => !line.StartsWith("left out ", StringComparison.Ordinal)));
        Assert.Equal("0", said.ExitCode);
    }
}
