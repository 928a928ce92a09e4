namespace TypedPeer.Samples.Tests;

public sealed class RequestResponseTests
{
    [Fact]
    public async Task Without_options_it_calls_a_second_process_and_ends_with_ok()
    {
        await using var sample = SampleProcess.Start("--mebibytes", "4");
        var last = await sample.ReadLineAsync("OK: ");
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Matches(@"^OK: \d+ calls over one data channel between processes \d+ and \d+$", last);
        Assert.Contains($"between processes {sample.Id} and ", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_terminals_connect_by_pasting_one_line_each_way()
    {
        await using var answering = SampleProcess.Start("--answer");
        await using var offering = SampleProcess.Start("--offer", "--mebibytes", "1");
        await answering.TypeAsync(await offering.ReadLineAsync("offer:"));
        await offering.TypeAsync(await answering.ReadLineAsync("answer:"));
        await offering.ReadLineAsync("OK: ");
        Assert.Equal(0, await offering.WaitForExitAsync());
        Assert.Equal(0, await answering.WaitForExitAsync());
    }

    [Fact]
    public async Task Two_terminals_connect_by_an_address()
    {
        await using var listening = SampleProcess.Start("--listen");
        var address = await listening.ReadLineAsync("typedpeer://1.");
        await using var connecting = SampleProcess.Start("--connect", address, "--mebibytes", "1");
        await connecting.ReadLineAsync("OK: ");
        Assert.Equal(0, await connecting.WaitForExitAsync());
        Assert.Equal(0, await listening.WaitForExitAsync());
    }

    [Fact]
    public async Task Two_terminals_connect_by_a_name_on_a_signalling_server()
    {
        await using var server = SampleProcess.StartAt(Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.Chat.dll"), "--server", "--urls", "http://127.0.0.1:0");
        var url = (await server.ReadLineAsync("listening: "))["listening: ".Length..];
        await using var called = SampleProcess.Start("--via", url);
        var name = (await called.ReadLineAsync("name: "))["name: ".Length..];
        await using var calling = SampleProcess.Start("--via", url, "--name", "caller", "--call", name, "--mebibytes", "1");
        await calling.ReadLineAsync("OK: ");
        Assert.Equal(0, await calling.WaitForExitAsync());
        Assert.Equal(0, await called.WaitForExitAsync());
        Assert.Contains("caller, ", called.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_told_as_such()
    {
        await using var server = SampleProcess.StartAt(Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.Chat.dll"), "--server", "--urls", "http://127.0.0.1:0");
        var url = (await server.ReadLineAsync("listening: "))["listening: ".Length..];
        await using var calling = SampleProcess.Start("--via", url, "--call", "nobody");
        Assert.Equal(1, await calling.WaitForExitAsync());
        Assert.Contains("FAILED: ", calling.Printed, StringComparison.Ordinal);
        Assert.Contains("nobody", calling.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("go with --via", "--call", "ada")]
    [InlineData("is no address of a signalling server", "--via", "example")]
    [InlineData("is not an address", "--connect", "example.org")]
    [InlineData("Choose one of", "--connect", "typedpeer://1", "--listen")]
    [InlineData("need --transport typedpeer", "--listen", "--transport", "pigeons")]
    public async Task An_address_that_is_none_and_options_that_do_not_go_together_are_refused_with_a_sentence(string expected, params string[] arguments)
    {
        await using var sample = SampleProcess.Start(arguments);
        Assert.NotEqual(0, await sample.WaitForExitAsync());
        Assert.Contains(expected, sample.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", "begins with 'offer:'")]
    [InlineData("answer:dj0w", "begins with 'offer:'")]
    [InlineData("offer:%%%", "damaged")]
    public async Task Pasting_something_else_fails_with_a_sentence_that_says_what_to_paste(string pasted, string expected)
    {
        await using var answering = SampleProcess.Start("--answer");
        await answering.TypeAsync(pasted);
        Assert.Equal(1, await answering.WaitForExitAsync());
        Assert.Contains("FAILED: ", answering.Printed, StringComparison.Ordinal);
        Assert.Contains(expected, answering.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sipsorcery", "run samples/RequestResponse.SipSorcery")]
    [InlineData("pigeons", "must be 'typedpeer' or 'sipsorcery'")]
    public async Task A_transport_this_build_is_without_is_refused_with_a_sentence_that_says_what_to_do(string transport, string expected)
    {
        await using var sample = SampleProcess.Start("--transport", transport);
        Assert.NotEqual(0, await sample.WaitForExitAsync());
        Assert.Contains(expected, sample.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_ways_to_run_it()
    {
        await using var sample = SampleProcess.Start("--help");
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("--listen", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("--connect", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("--offer", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("--answer", sample.Printed, StringComparison.Ordinal);
    }
}
