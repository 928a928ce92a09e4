using TypedPeer.Samples.Tests;
using TypedPeer.TestSupport;

namespace TypedPeer.Integrations.Tests;

/// <summary>The RequestResponse sample in two processes, SIPSorcery at both ends, or at one.</summary>
public sealed class SampleTests
{
    private static readonly string Configuration = Directory.GetParent(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!.Name;
    private static readonly string Program = Path.Combine(
        RepositoryRoot.Path, "samples", "RequestResponse.SipSorcery", "bin", Configuration, "net10.0", "RequestResponse.SipSorcery.dll");

    [Fact]
    public async Task The_sample_calls_a_second_process_over_SIPSorcery()
    {
        await using var sample = SampleProcess.StartAt(Program, "--transport", "sipsorcery", "--mebibytes", "1");
        var last = await sample.ReadLineAsync("OK: ");
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Matches(@"^OK: \d+ calls over one data channel between processes \d+ and \d+$", last);
        Assert.Contains("over SIPSorcery", sample.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sipsorcery", "typedpeer")]
    [InlineData("typedpeer", "sipsorcery")]
    public async Task The_sample_connects_SIPSorcery_and_our_stack_in_both_roles(string answering, string offering)
    {
        await using var listening = SampleProcess.StartAt(Program, "--answer", "--transport", answering);
        await using var connecting = SampleProcess.StartAt(Program, "--offer", "--transport", offering, "--mebibytes", "1");
        await listening.TypeAsync(await connecting.ReadLineAsync("offer:"));
        await connecting.TypeAsync(await listening.ReadLineAsync("answer:"));
        await connecting.ReadLineAsync("OK: ");
        Assert.Equal(0, await connecting.WaitForExitAsync());
        Assert.Equal(0, await listening.WaitForExitAsync());
    }
}
