using Spectre.Console;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>Two processes meet by an address: nothing goes between them but what the address's own bytes say.</summary>
internal static class ByAddress
{
    /// <summary>Prints an address and serves everybody who has it, until the first peer has said goodbye.</summary>
    public static async Task ListenAsync(Report report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var first = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await PeerListener.ListenAsync(
            peer => peer.Serve(new Workbench("the listening side")), cancellationToken: cancellationToken);
        listener.LinkConnected += link =>
        {
            report.Line("peer", link.RemoteIdentity.ToString());
            first.TrySetResult(link);
        };
        Show(listener.Address, console);

        var link = await first.Task.WaitAsync(cancellationToken);
        await Linked.ServeAsync(link, report, cancellationToken);
    }

    /// <summary>Connects to a listener and calls it.</summary>
    public static async Task ConnectAsync(string address, long fileBytes, Report report, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var workbench = new Workbench("the calling side");
        await using var link = await PeerLink.ConnectAsync(address, peer => peer.Serve(workbench), cancellationToken: cancellationToken);
        await Linked.CallAsync(link, workbench, fileBytes, report, console, cancellationToken);
    }

    /// <summary>The address as text, for a log as well, and as a picture where there is a terminal.</summary>
    private static void Show(PeerAddress address, IAnsiConsole console)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Out.Write(address.ToQrCode());
        }

        console.MarkupLine("[bold]On the other side: --connect with this address[/]");

        // Not through the markup writer, which would wrap the line at the width of the terminal.
        Console.Out.WriteLine(address);
    }
}
