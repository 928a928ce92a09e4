using System.Collections.Concurrent;
using System.Globalization;
using TypedPeer.DataChannels;
using TypedPeer.Samples.Game.Online;
using TypedPeer.Samples.Game.Screen;

namespace TypedPeer.Samples.Game.Demo;

/// <summary>
/// A server and its players as processes of their own. One player is killed in the middle and comes back. At the end what the server has counted
/// of each session is compared with what the player at its other end has.
/// </summary>
internal sealed class Demonstration(int players, TimeSpan time)
{
    private const string Counted = "counted: ";

    private readonly ConcurrentQueue<string> _told = new();
    private volatile bool _draws = !Console.IsOutputRedirected;

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("typedpeer-game-");
        var children = new List<Child>();
        try
        {
            var server = Start(children, "--server", "--measure", "--until-told");
            var address = await server.ReadAsync("address: ", cancellationToken);
            Say($"server: process {server.Id}, {address}");
            var bots = Enumerable.Range(1, players).Select(number => StartBot(children, folder, address, number)).ToArray();
            Say($"players: processes {string.Join(", ", bots.Select(static bot => bot.Id))}");

            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var picture = WatchAsync(address, watching.Token);
            await ReplaceAsync(children, bots, folder, address, cancellationToken);
            await Task.Delay(time / 2, cancellationToken);
            await server.TellAsync("enough");
            await Task.WhenAll(bots.Select(bot => bot.WaitAsync(cancellationToken))).ConfigureAwait(false);
            await server.WaitAsync(cancellationToken);
            await watching.CancelAsync();
            await picture;
            return Compare(server, bots);
        }
        finally
        {
            foreach (var child in children)
            {
                await child.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }

    /// <summary>Kills the last player when a third of the time is over, and lets it come back at half of it.</summary>
    private async Task ReplaceAsync(List<Child> children, Child[] bots, DirectoryInfo folder, string address, CancellationToken cancellationToken)
    {
        foreach (var bot in bots)
        {
            await bot.ReadAsync("joined: ", cancellationToken);
        }

        Say("everybody is here");
        await Task.Delay(time / 3, cancellationToken);
        var killed = bots[^1];
        killed.Kill();
        Say($"killed: player {players}, process {killed.Id}");
        await Task.Delay(time / 6, cancellationToken);
        bots[^1] = StartBot(children, folder, address, players);
        var seat = await bots[^1].ReadAsync("joined: ", cancellationToken);
        Say($"back: player {players}, process {bots[^1].Id}: {seat}");
    }

    private bool Compare(Child server, Child[] bots)
    {
        var atServer = CountsOf(server).Order(StringComparer.Ordinal).ToArray();
        var atPlayers = bots.SelectMany(CountsOf).Order(StringComparer.Ordinal).ToArray();
        foreach (var counts in atServer)
        {
            Say($"{(atPlayers.Contains(counts, StringComparer.Ordinal) ? "both ends" : "ONE END ONLY")} counted {counts}");
        }

        var ages = bots.SelectMany(static bot => bot.Printed).Where(static line => line.StartsWith("ages: ", StringComparison.Ordinal))
            .Select(static line => line.Split(' ').Skip(1).Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var (state, raw) = (Median(ages.Select(static pair => pair[0])), Median(ages.Select(static pair => pair[1])));
        Say(string.Create(CultureInfo.InvariantCulture, $"median age of a state {state:0.00} ms, of a message of a bare channel {raw:0.00} ms"));
        Say(string.Create(CultureInfo.InvariantCulture, $"ratio: state-age-vs-raw-channel {state / raw:0.00}"));
        return atServer.Length == players && atServer.SequenceEqual(atPlayers, StringComparer.Ordinal) && ages.Length == players;
    }

    private async Task WatchAsync(string address, CancellationToken cancellationToken)
    {
        if (!_draws)
        {
            return;
        }

        using var watcher = new GameClient(name: null);
        using var certificate = PeerCertificate.Create();
        using var drawing = new CancellationTokenSource();
        var drawn = Terminal.DrawAsync(watcher, _told, drawing.Token);
        try
        {
            await watcher.RunAsync(address, certificate, linked: null, static (_, _, _) => Task.CompletedTask, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The players are done.
        }

        await drawing.CancelAsync();
        await drawn;
        _draws = false;
    }

    /// <summary>Tells what happens: beneath the picture while there is one.</summary>
    private void Say(string line)
    {
        _told.Enqueue(line);
        if (!_draws)
        {
            Console.WriteLine(line);
        }
    }

    private static Child StartBot(List<Child> children, DirectoryInfo folder, string address, int number) =>
        Start(children, "--join", address, "--bot", "--measure", "--name", $"bot {number}", "--identity", Path.Combine(folder.FullName, $"{number}.pem"));

    private static Child Start(List<Child> children, params string[] arguments)
    {
        var child = Child.Start(arguments);
        children.Add(child);
        return child;
    }

    private static IEnumerable<string> CountsOf(Child child) =>
        child.Printed.Where(static line => line.StartsWith(Counted, StringComparison.Ordinal)).Select(static line => line[Counted.Length..]);

    private static double Median(IEnumerable<double> numbers) => numbers.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : double.NaN;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
