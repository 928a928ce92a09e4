namespace TypedPeer.Samples.Tests;

public sealed class ChatTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.Chat.dll");

    [Fact]
    public async Task Members_as_processes_count_the_same_over_ten_cuts_and_a_killed_one()
    {
        await using var sample = SampleProcess.StartAt(Program, "--demo", "--seconds", "8", "--mebibytes", "2");
        var last = await sample.ReadLineAsync("OK: ");
        Assert.StartsWith("OK: both ends of each of 10 ways have counted the same over 10 cuts and a killed process", last, StringComparison.Ordinal);
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("NOTHING PASSES", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("IS KILLED in the middle of a file", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("the road is open again", sample.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Choose one of --demo, --server and --join URL.")]
    [InlineData("--seconds must be between 8 and 300.", "--demo", "--seconds", "1")]
    [InlineData("'example' is no address of a server", "--join", "example")]
    [InlineData("FAILED: ", "--join", "http://127.0.0.1:1", "--name", "ada")]
    public async Task What_it_cannot_do_it_says_in_a_sentence(string expected, params string[] arguments)
    {
        await using var sample = SampleProcess.StartAt(Program, arguments);
        Assert.NotEqual(0, await sample.WaitForExitAsync());
        Assert.Contains(expected, sample.Printed, StringComparison.Ordinal);
    }
}
