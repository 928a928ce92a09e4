using Spectre.Console;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>A person carries the descriptions: copies one line from here, pastes one line there.</summary>
internal static class ByHand
{
    public static SignalingChannel Offer(IAnsiConsole console) => SignalingChannel.OfferByHand((line, _) => Show(line, console), token => ReadAsync("answer", console, token));

    public static SignalingChannel Answer(IAnsiConsole console) => SignalingChannel.AnswerByHand((line, _) => Show(line, console), token => ReadAsync("offer", console, token));

    private static ValueTask Show(string line, IAnsiConsole console)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Copy this whole line to the other side:[/]");
        // Not through the markup writer, which would wrap the line at the width of the terminal.
        Console.Out.WriteLine(line);
        console.WriteLine();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<string?> ReadAsync(string kind, IAnsiConsole console, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"[bold]Paste the line of the other side that begins with '{kind}:', then press Enter:[/]");
        // Console input cannot be cancelled, so it is read elsewhere and the wait for it can be.
        return await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
    }
}
