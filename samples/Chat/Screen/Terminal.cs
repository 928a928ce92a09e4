using TypedPeer.Samples.Chat.Room;
using TypedPeer.Signaling;
using TypedPeer.Transfers;

namespace TypedPeer.Samples.Chat.Screen;

/// <summary>A person at a terminal: lines are said to all, and commands begin with a slash.</summary>
internal static class Terminal
{
    private const string Help = "a line is said to everybody; /send FILE [NAME] sends a file to all or to one; /who tells who is here; /quit leaves";

    /// <summary>Shows what the room does.</summary>
    public static void Listen(ChatRoom room)
    {
        room.Heard += static (from, text) => Console.WriteLine($"<{from}> {Printable(text)}");
        room.Happened += static what => Console.WriteLine($"* {Printable(what)}");
        room.Receiving += static (from, file) => _ = ShowAsync($"from {from}", file, CancellationToken.None);
    }

    /// <summary>Reads what the person types, until they leave.</summary>
    public static async Task RunAsync(ChatRoom room, CancellationToken cancellationToken)
    {
        Console.WriteLine($"You are {room.Id}: {Help}");
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line && line.Trim() != "/quit")
        {
            try
            {
                await ObeyAsync(room, line.Trim(), cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PeerException or PeerNetworkException or TransferException)
            {
                Console.WriteLine($"! {exception.Message}");
            }
        }
    }

    private static async Task ObeyAsync(ChatRoom room, string line, CancellationToken cancellationToken)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case []:
                break;
            case ["/who"]:
                Console.WriteLine($"* {string.Join(", ", room.Peers.Select(static peer => $"{peer.Id} ({peer.State})").Append($"{room.Id} (you)"))}");
                break;
            case ["/send", var path]:
                await Task.WhenAll(room.Peers.Select(peer => SendAsync(room, peer.Id, path, cancellationToken)));
                break;
            case ["/send", var path, var name]:
                await SendAsync(room, name, path, cancellationToken);
                break;
            case [['/', ..], ..]:
                Console.WriteLine($"! {Help}");
                break;
            default:
                await room.SayAsync(line, cancellationToken);
                break;
        }
    }

    private static async Task SendAsync(ChatRoom room, string peer, string path, CancellationToken cancellationToken)
    {
        var file = new FileOnItsWay(Path.GetFileName(path));
        using var sent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var shown = ShowAsync($"to {peer}", file, sent.Token);
        try
        {
            await room.SendFileAsync(peer, path, file, bytesPerSecond: 0, cancellationToken);
        }
        finally
        {
            await sent.CancelAsync();
            await shown;
        }
    }

    /// <summary>Shows how far a file is, once a second and at its end.</summary>
    private static async Task ShowAsync(string way, FileOnItsWay file, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            do
            {
                Console.WriteLine($"  {way}: {file}");
            }
            while (!file.IsComplete && await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"  {way}: {file}");
        }
    }

    /// <summary>What others wrote must not steer this terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));
}
