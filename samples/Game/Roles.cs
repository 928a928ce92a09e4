using System.Globalization;
using TypedPeer.DataChannels;
using TypedPeer.Samples.Game.Demo;
using TypedPeer.Samples.Game.Online;
using TypedPeer.Samples.Game.Screen;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Game;

/// <summary>What this program can be.</summary>
internal static class Roles
{
    /// <summary>Runs the game, and prints what both ends of each session have counted.</summary>
    public static async Task<bool> ServeAsync(int port, int players, TimeSpan? time, bool untilTold, bool measure, CancellationToken cancellationToken)
    {
        var lane = measure ? new RawLane() : null;
        await using var game = await GameServer.StartAsync(Environment.TickCount, port, lane is null ? null : lane.Add, cancellationToken);
        if (!Console.IsOutputRedirected)
        {
            Console.Write(game.Address.ToQrCode());
        }

        Console.WriteLine($"address: {game.Address}");
        using var measuring = new CancellationTokenSource();
        var sending = lane?.SendAsync(measuring.Token) ?? Task.CompletedTask;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var told = untilTold ? Task.Run(() => EndWhenTold(ending), CancellationToken.None) : Task.CompletedTask;
        var counts = await game.PlayAsync(players, time ?? TimeSpan.MaxValue, ending.Token);
        if (!cancellationToken.IsCancellationRequested)
        {
            await told;
        }

        await measuring.CancelAsync();
        await sending;
        foreach (var (ours, _) in counts)
        {
            Console.WriteLine($"counted: {ours}");
        }

        return counts.All(static pair => pair.Ours == pair.Theirs);
    }

    /// <summary>Plays, or lets a bot play, and prints what was counted.</summary>
    public static async Task JoinAsync(string address, string name, string? identity, bool bot, bool measure, CancellationToken cancellationToken)
    {
        using var certificate = CertificateOf(identity);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var drawing = new CancellationTokenSource();
        using var client = new GameClient(name);
        var (states, raw) = (new Ages(), new Ages());
        if (measure)
        {
            client.StateCame = state => states.Add(state.Taken);
        }

        var draws = !bot && !Console.IsOutputRedirected;
        if (!draws)
        {
            client.Joined = static seat => Console.WriteLine($"joined: as number {seat.Number}, with {seat.Coins} coins");
        }

        var drawn = !draws ? Task.CompletedTask : Terminal.DrawAsync(client, [], drawing.Token);
        try
        {
            var counts = await client.RunAsync(
                address,
                certificate,
                measure ? link => RawLane.Receive(link, raw) : null,
                bot ? new Bot(client).PlayAsync : new Keys(leaving).PlayAsync,
                leaving.Token);
            Console.WriteLine($"counted: {counts}");
            if (measure)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ages: {states.Median():0.0000} {raw.Median():0.0000}"));
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            Console.WriteLine("left");
        }
        finally
        {
            await drawing.CancelAsync();
            await drawn;
        }
    }

    /// <summary>Reading a console takes a thread for as long as it waits. No line comes of one whose other end is gone.</summary>
    private static void EndWhenTold(CancellationTokenSource ending)
    {
        Console.In.ReadLine();
        ending.Cancel();
    }

    /// <summary>The same file, the same player: whoever comes back with it has their coins again.</summary>
    private static PeerCertificate CertificateOf(string? identity)
    {
        if (identity is null)
        {
            return PeerCertificate.Create();
        }

        if (File.Exists(identity))
        {
            return PeerCertificate.ImportPem(File.ReadAllText(identity));
        }

        var made = PeerCertificate.Create();
        File.WriteAllText(identity, made.ExportPem());
        return made;
    }
}
