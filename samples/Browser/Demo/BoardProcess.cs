using TypedPeer.Samples.Chat.Demo;

namespace TypedPeer.Samples.Browser.Demo;

/// <summary>A peer in .NET, as a process of its own that is told what to do.</summary>
internal sealed class BoardProcess : IBoardMember, IAsyncDisposable
{
    private readonly Child _child;

    private BoardProcess(Child child, string name) => (_child, Name) = (child, name);

    public string Name { get; }

    public static async Task<BoardProcess> StartAsync(Uri server, string name, string folder, CancellationToken cancellationToken)
    {
        var process = new BoardProcess(Child.Start("--peer", name, "--server", server.AbsoluteUri, "--into", Path.Combine(folder, name), "--token", $"demonstration-{name}"), name);
        await process._child.ReadAsync("joined: ", cancellationToken);
        return process;
    }

    /// <summary>Waits until it has drawn its figure.</summary>
    public async Task DrawnAsync(CancellationToken cancellationToken) => await _child.ReadAsync("drawn: ", cancellationToken);

    public async Task DrawAsync(CancellationToken cancellationToken)
    {
        await _child.TellAsync("draw");
        await DrawnAsync(cancellationToken);
    }

    /// <summary>Offers a file.</summary>
    public async Task SendAsync(string path, CancellationToken cancellationToken)
    {
        await _child.TellAsync($"send {path}");
        await _child.ReadAsync("offered: ", cancellationToken);
    }

    /// <summary>Waits for a file, and returns its hash.</summary>
    public async Task<string> ReceivedAsync(CancellationToken cancellationToken) => (await _child.ReadAsync("file: ", cancellationToken)).Split(", ")[^1];

    public async Task<BoardDigest> DigestAsync(CancellationToken cancellationToken)
    {
        await _child.TellAsync("board");
        var parts = (await _child.ReadAsync("board: ", cancellationToken)).Split(" strokes, ");
        return new(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1]);
    }

    public Task KillAsync() => _child.KillAsync();

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
