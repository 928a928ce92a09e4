namespace TypedPeer.Samples.Tests;

public sealed class AspNetCoreTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.AspNetCore.dll");

    [Fact]
    public async Task A_server_and_four_clients_count_alike_and_the_last_call_is_drained()
    {
        await using var sample = SampleProcess.StartAt(Program, "--demo", "--jobs", "50");
        var last = await sample.ReadLineAsync("OK: ");
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Matches(@"^OK: 213 calls of 4 clients in processes of their own, counted alike at both ends, and the last one drained before server \d+ let go$", last);
        Assert.Contains("with an expired token: 401", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("  CountAllAsync PermissionDenied", sample.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_the_server_printed_lets_its_user_call()
    {
        await using var server = SampleProcess.StartAt(Program, "--urls", "http://127.0.0.1:0");
        var line = await server.ReadLineAsync("as bob, for an hour: ");
        await using var client = SampleProcess.StartAt(Program, [.. line.Split(": ", 2)[1].Split(' '), "--jobs", "3"]);
        Assert.Equal(0, await client.WaitForExitAsync());
        Assert.Contains("""counts: {"User":"bob","Submitted":3,"Listed":3,"Allowed":0,"Denied":1""", client.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A call needs a token", "call", "--server", "http://127.0.0.1:9")]
    [InlineData("no address that begins with", "call", "--server", "pigeon", "--token", "x")]
    [InlineData("--jobs is 1 to 100000", "--demo", "--jobs", "0")]
    public async Task What_is_missing_or_wrong_is_refused_with_a_sentence(string expected, params string[] arguments)
    {
        await using var sample = SampleProcess.StartAt(Program, arguments);
        Assert.Equal(1, await sample.WaitForExitAsync());
        Assert.Contains(expected, sample.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_ways_to_run_it()
    {
        await using var sample = SampleProcess.StartAt(Program, "--help");
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("--demo", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("call", sample.Printed, StringComparison.Ordinal);
    }
}
