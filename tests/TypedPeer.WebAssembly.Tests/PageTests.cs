using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Tests;

/// <summary>
/// Runs the checks of the program TypedPeer.WebAssembly in a page, on the Mono that every .NET page runs on: published as an application
/// is by default, and with nothing trimmed away. Each check says a line of its own.
/// </summary>
public class PageTests
{
    [RequiresPeer("chromium")]
    public Task Every_kind_of_call_works_in_a_page() => EveryCheckHoldsAsync(trimmed: true);

    [RequiresPeer("chromium")]
    public Task Every_kind_of_call_works_in_a_page_that_is_not_trimmed() => EveryCheckHoldsAsync(trimmed: false);

    private static async Task EveryCheckHoldsAsync(bool trimmed)
    {
        using var page = await PublishedPage.PublishAsync(trimmed);
        await using var server = await StaticServer.StartAsync(page.Folder);
        await using var listener = await PeerListener.ListenAsync(
            static peer => peer.Serve<IWalk>(new WalkService()), new PeerListenerOptions { Connections = new PeerConnectionListenerOptions { Port = new PeerPortOptions { IncludeLoopback = true } } }, TestContext.Current.CancellationToken);
        var said = await ChromiumPage.RunAsync(new Uri(server.Address, $"?arg={Uri.EscapeDataString(listener.Address.ToString())}"));
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
