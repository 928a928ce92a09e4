using Spectre.Console;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>What both sides do with the link that they have, however they met.</summary>
internal static class Linked
{
    /// <summary>Serves until the peer says goodbye.</summary>
    public static async Task ServeAsync(PeerLink link, Report report, CancellationToken cancellationToken)
    {
        report.Line("path", $"{link.Connection.SelectedCandidatePair}");
        var end = await link.Completion.WaitAsync(cancellationToken);
        var statistics = link.Session.GetStatistics();
        report.Line("ended", $"{end.Message} ({statistics.CallsHandled} calls answered, {statistics.CallsMade} made)");
        if (end.Kind != PeerLinkEndKind.ClosedByPeer)
        {
            throw new InvalidOperationException($"The link did not end with a goodbye: {end}");
        }
    }

    /// <summary>Calls the peer, and says goodbye.</summary>
    public static async Task CallAsync(PeerLink link, Workbench workbench, long fileBytes, Report report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        report.Line("path", $"{link.Connection.SelectedCandidatePair}");
        await new Demonstration(link.GetRemote<IWorkbench>(), workbench, report, fileBytes).RunAsync(cancellationToken);

        var end = await link.Session.StopAsync(cancellationToken);
        var statistics = link.Session.GetStatistics();
        report.Line("goodbye", end.Message);
        console.WriteLine($"OK: {statistics.CallsMade + statistics.CallsHandled} calls over one data channel from process {Environment.ProcessId}");
    }
}
