using Spectre.Console;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>What the program can be: the side that calls, the side that answers, or both as two processes.</summary>
internal static class Roles
{
    /// <summary>Starts the second process, connects to it, calls it, and waits for it to end well.</summary>
    public static async Task CallSecondProcessAsync(string transport, long fileBytes, Report report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        await using var second = SecondProcess.Start(transport);
        report.Line("processes", $"{Environment.ProcessId} (this one) and {second.Id}");
        var calls = await CallAsync(transport, second.CreateSignaling(), fileBytes, report, cancellationToken);
        var exitCode = await second.WaitForExitAsync(cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The second process ended with exit code {exitCode}.");
        }

        console.WriteLine($"OK: {calls} calls over one data channel between processes {Environment.ProcessId} and {second.Id}");
    }

    /// <summary>Connects to a peer elsewhere and calls it.</summary>
    public static async Task OfferAsync(string transport, long fileBytes, Report report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var calls = await CallAsync(transport, ByHand.Offer(console), fileBytes, report, cancellationToken);
        console.WriteLine($"OK: {calls} calls over one data channel from process {Environment.ProcessId}");
    }

    /// <summary>Answers a peer elsewhere until it says goodbye.</summary>
    public static async Task AnswerAsync(string transport, SignalingChannel signaling, Report report, CancellationToken cancellationToken)
    {
        await using var connection = Transports.Create(transport, report);
        var channel = await connection.AnswerAsync(signaling, cancellationToken);

        var workbench = new Workbench("the answering side");
        await using var session = PeerSession.Start(channel, peer => peer.Serve(workbench));
        await session.Connected.WaitAsync(cancellationToken);
        connection.ReportPath(report);

        var end = await session.Completion.WaitAsync(cancellationToken);
        var statistics = session.GetStatistics();
        report.Line("ended", $"{end.Message} ({statistics.CallsHandled} calls answered, {statistics.CallsMade} made)");
        if (end.Kind is not (PeerSessionEndKind.Stopped or PeerSessionEndKind.StoppedByPeer))
        {
            throw new InvalidOperationException($"The session did not end with a goodbye: {end}");
        }
    }

    private static async Task<long> CallAsync(string transport, SignalingChannel signaling, long fileBytes, Report report, CancellationToken cancellationToken)
    {
        await using var connection = Transports.Create(transport, report);
        var channel = await connection.OfferAsync(signaling, report, cancellationToken);
        connection.ReportPath(report);

        var workbench = new Workbench("the calling side");
        await using var session = PeerSession.Start(channel, peer => peer.Serve(workbench));
        await session.Connected.WaitAsync(cancellationToken);
        await new Demonstration(session.GetRemote<IWorkbench>(), workbench, report, fileBytes).RunAsync(cancellationToken);

        await session.StopAsync(cancellationToken);
        var end = await session.Completion.WaitAsync(cancellationToken);
        var statistics = session.GetStatistics();
        report.Line("goodbye", end.Message);
        return statistics.CallsMade + statistics.CallsHandled;
    }
}
