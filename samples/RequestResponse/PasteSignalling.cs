using Spectre.Console;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>A person carries the codes: copies one line from here, pastes one line there.</summary>
internal sealed class PasteSignalling(IAnsiConsole console) : ISignalling
{
    public Task SendAsync(string code, CancellationToken cancellationToken)
    {
        console.WriteLine();
        console.MarkupLine("[bold]Copy this whole line to the other side:[/]");
        // Not through the markup writer, which would wrap the line at the width of the terminal.
        Console.Out.WriteLine(code);
        console.WriteLine();
        return Task.CompletedTask;
    }

    public async Task<string?> ReceiveAsync(string expectedKind, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"[bold]Paste the line of the other side that begins with '{expectedKind}:', then press Enter:[/]");
        // Console input cannot be cancelled, so it is read elsewhere and the wait for it can be.
        var line = Task.Run(Console.In.ReadLine, CancellationToken.None);
        return await line.WaitAsync(cancellationToken);
    }
}
