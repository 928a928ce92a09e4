using TypedPeer.TestSupport;

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
        var said = await ChromiumPage.RunAsync(server.Address);
        var output = TestContext.Current.TestOutputHelper!;
        foreach (var line in said.Lines)
        {
            output.WriteLine(line);
        }

        var names = page.CheckNames();
        Assert.NotEmpty(names);
        var failed = said.Lines.Where(static line => !line.StartsWith("ok ", StringComparison.Ordinal) && !line.StartsWith("ended: ", StringComparison.Ordinal));
        Assert.Empty(failed);
        Assert.Equal(names.Select(static name => $"ok {name}").Append($"ended: {names.Count} passed, 0 failed"), said.Lines);
        Assert.Equal("0", said.ExitCode);
    }
}
