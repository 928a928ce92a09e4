using Spectre.Console;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>Two processes meet by a name: a signalling server carries what they agree on, and nothing of what they say to each other.</summary>
internal static class ByName
{
    /// <summary>Joins a server, prints the name, and serves whoever calls, until the first peer has said goodbye.</summary>
    public static async Task AnswerAsync(string server, string? name, Report report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var first = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var network = await PeerNetwork.JoinAsync(
            server, new PeerNetworkOptions { Id = name, Configure = static (peer, _) => peer.Serve(new Workbench("the called side")) }, cancellationToken);
        network.LinkConnected += link => first.TrySetResult(link);
        console.MarkupLine("[bold]On the other side: --via with the same server, and --call with this name[/]");
        Console.Out.WriteLine($"name: {network.Id}");

        var link = await first.Task.WaitAsync(cancellationToken);
        report.Line("peer", $"{link.PeerId}, {link.RemoteIdentity}");
        await Linked.ServeAsync(link, report, cancellationToken);
    }

    /// <summary>Joins a server and calls the peer that has a name there.</summary>
    public static async Task CallAsync(string server, string? name, string peer, long fileBytes, Report report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var workbench = new Workbench("the calling side");
        await using var network = await PeerNetwork.JoinAsync(server, new PeerNetworkOptions { Id = name, Configure = (builder, _) => builder.Serve(workbench) }, cancellationToken);
        await using var link = await network.ConnectAsync(peer, cancellationToken);
        await Linked.CallAsync(link, workbench, fileBytes, report, console, cancellationToken);
    }
}
