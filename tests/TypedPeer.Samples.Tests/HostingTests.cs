namespace TypedPeer.Samples.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task Calls_errors_and_readings_that_MemoryPack_writes_arrive_and_the_application_ends()
    {
        await using var sample = SampleProcess.StartAt(Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.Hosting.dll"));
        Assert.Equal(0, await sample.WaitForExitAsync());
        Assert.Contains("attic: 31 °C", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("cellar, reading 3: 12.25 °C", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("garage: NotFound: There is no room called 'garage'.", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("adjusting: PermissionDenied", sample.Printed, StringComparison.Ordinal);
        Assert.Contains("spans (a call is one trace on both sides):", sample.Printed, StringComparison.Ordinal);
    }
}
