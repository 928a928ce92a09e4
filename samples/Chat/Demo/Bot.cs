using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using TypedPeer.Samples.Chat.Room;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Chat.Demo;

/// <summary>A member of a demonstration: says lines to all, sends a file to the next, and prints what it has counted.</summary>
internal sealed class Bot(string server, string name, int members, TimeSpan time, int mebibytes) : IDisposable
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMilliseconds(100);

    private readonly Tally _tally = new();
    private readonly ConcurrentQueue<(string From, FileOnItsWay File)> _incoming = new();
    private FileOnItsWay? _outgoing;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("typedpeer-chat-");
        try
        {
            await using var room = await ChatRoom.JoinAsync(server, "demo", name, Path.Combine(folder.FullName, "received"), isLoopback: true, Listen, cancellationToken);
            Console.WriteLine($"joined: {name}");
            await EverybodyAsync(room, cancellationToken);
            using var showing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var shown = ShowAsync(showing.Token);
            await Task.WhenAll(TalkAsync(room, cancellationToken), SendAsync(room, folder, cancellationToken));
            Console.WriteLine("done:");

            // The others may still be about to say something.
            await Console.In.ReadLineAsync(cancellationToken);
            await showing.CancelAsync();
            await shown;
            foreach (var (from, file) in _incoming.Where(static incoming => incoming.File.IsComplete))
            {
                _tally.Add(from, name, file);
            }

            foreach (var counts in _tally.Counts())
            {
                Console.WriteLine($"counted: {counts}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose() => _tally.Dispose();

    private void Listen(ChatRoom room)
    {
        room.Heard += (from, text) => _tally.Add(from, name, text);
        room.Receiving += (from, file) => _incoming.Enqueue((from, file));
        room.Happened += what => Console.WriteLine($"happened: {what}");
    }

    private async Task EverybodyAsync(ChatRoom room, CancellationToken cancellationToken)
    {
        while (room.Peers.Count(static peer => peer.State == NetworkPeerState.Connected) < members - 1)
        {
            await Task.Delay(BetweenLines, cancellationToken);
        }

        Console.WriteLine("everybody:");
    }

    private async Task TalkAsync(ChatRoom room, CancellationToken cancellationToken)
    {
        var others = room.Peers.Select(static peer => peer.Id).ToArray();
        var clock = Stopwatch.StartNew();
        for (var line = 1; clock.Elapsed < time; line++)
        {
            var text = $"line {line} of {name}: {Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";
            await room.SayAsync(text, cancellationToken);
            foreach (var other in others)
            {
                _tally.Add(name, other, text);
            }

            await Task.Delay(BetweenLines, cancellationToken);
        }
    }

    /// <summary>Sends a file to the member whose name is the next, slowly enough to be interrupted.</summary>
    private async Task SendAsync(ChatRoom room, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var names = room.Peers.Select(static peer => peer.Id).Append(name).Order(StringComparer.Ordinal).ToArray();
        var next = names[(Array.IndexOf(names, name) + 1) % names.Length];
        var path = Path.Combine(folder.FullName, $"photos of {name}.bin");
        RandomFile.Write(path, mebibytes);
        _outgoing = new FileOnItsWay(Path.GetFileName(path));
        var bytesPerSecond = (long)(new FileInfo(path).Length / (time.TotalSeconds / 2));
        await room.SendFileAsync(next, path, _outgoing, bytesPerSecond, cancellationToken);
        _tally.Add(name, next, _outgoing);
    }

    /// <summary>Tells once a second how far everything is.</summary>
    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"progress: {_outgoing?.Percent ?? 0} {_tally.Heard} {_outgoing}"));
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
