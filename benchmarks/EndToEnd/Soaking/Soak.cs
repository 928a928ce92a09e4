using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.DataChannels;
using TypedPeer.Testing;

namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>
/// Mixed load in both directions for a while. Ends by itself, with 0 when nothing was lost, doubled or changed and memory did
/// not grow between the first quarter and the end.
/// </summary>
internal static class Soak
{
    private const long GrowthAllowed = 24 * 1024 * 1024;
    private const int Looks = 20;

    public static async Task<int> RunAsync(SoakOptions options)
    {
        Console.WriteLine(Machine.Describe());
        Console.WriteLine($"soak: {options.Time.TotalMinutes:0.##} minutes, {(options.InMemory ? "in memory" : "two processes")}, {SoakLoad.Workers} workers on each side");
        return options.InMemory ? await InMemoryAsync(options) : await TwoProcessesAsync(options);
    }

    private static async Task<int> InMemoryAsync(SoakOptions options)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var near = new SoakSide(first);
        await using var far = new SoakSide(second);
        var growth = await WatchAsync(options.Time, near, () => Task.FromResult((0L, far.Ledger.Operations)));
        await Task.WhenAll(near.StopAsync(), far.StopAsync());
        return Conclude([.. near.Ledger.Wrongs, .. far.Ledger.Wrongs, .. growth], near.Ledger.WrongCount + far.Ledger.WrongCount);
    }

    private static async Task<int> TwoProcessesAsync(SoakOptions options)
    {
        await using var process = await PeerProcess.StartAsync("dotnet", Assembly.GetExecutingAssembly().Location, "soak-peer");
        await using var connection = new PeerConnection();
        await using var near = new SoakSide(await Connecting.OfferAsync(connection, process, "soak"));
        var growth = await WatchAsync(options.Time, near, async () =>
        {
            await process.CommandAsync(new { cmd = "memory" });
            var memory = await process.NextAsync("memory");
            return ((long)memory["bytes"]!, (long)memory["operations"]!);
        });
        var stop = near.StopAsync();
        await process.CommandAsync(new { cmd = "stop" });
        var soaked = await process.NextAsync("soaked");
        await stop;
        var theirs = ((JsonArray)soaked["sentences"]!).Select(sentence => (string)sentence!);
        return Conclude([.. near.Ledger.Wrongs, .. theirs, .. growth], near.Ledger.WrongCount + (long)soaked["wrong"]!);
    }

    /// <summary>Looks at both sides now and then; returns a sentence for each side that grew.</summary>
    private static async Task<List<string>> WatchAsync(TimeSpan time, SoakSide near, Func<Task<(long Bytes, long Operations)>> lookAtFar)
    {
        var start = Stopwatch.GetTimestamp();
        var nearMemory = new List<long>();
        var farMemory = new List<long>();
        for (var look = 1; look <= Looks; look++)
        {
            var wait = (time * look / Looks) - Stopwatch.GetElapsedTime(start);
            var ended = await Task.WhenAny(near.Session.Completion, Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero)) == near.Session.Completion;
            if (ended)
            {
                return [$"the session ended under load: {await near.Session.Completion}"];
            }

            var far = await lookAtFar();
            nearMemory.Add(GC.GetTotalMemory(forceFullCollection: true));
            farMemory.Add(far.Bytes);
            var statistics = near.Session.GetStatistics();
            Console.WriteLine(FormattableString.Invariant(
                $"{Stopwatch.GetElapsedTime(start):hh\\:mm\\:ss}  calls {statistics.CallsMade + statistics.CallsHandled}, rounds {near.Ledger.Operations} and {far.Operations}, {statistics.BytesReceived / 1e6:F0} MB in, {statistics.BytesSent / 1e6:F0} MB out, held {statistics.BytesHeld / 1024} KiB, memory {nearMemory[^1] / 1e6:F1} and {far.Bytes / 1e6:F1} MB"));
        }

        return [.. Grown("this side", nearMemory), .. Grown("the other side", farMemory)];
    }

    private static IEnumerable<string> Grown(string side, List<long> memory)
    {
        // The least of some looks, since what is under way at one moment differs.
        var early = memory.Skip(memory.Count / 8).Take(memory.Count / 4).Min();
        var late = memory.TakeLast(memory.Count / 4).Min();
        if (late - early > GrowthAllowed)
        {
            yield return FormattableString.Invariant($"{side} grew from {early / 1e6:F1} to {late / 1e6:F1} MB");
        }
    }

    private static int Conclude(List<string> wrongs, long count)
    {
        wrongs.ForEach(Console.WriteLine);
        Console.WriteLine(wrongs.Count == 0 ? "soak: nothing lost, nothing twice, no growth" : $"soak: FAILED, {Math.Max(count, wrongs.Count)} wrong");
        return wrongs.Count == 0 ? 0 : 1;
    }
}
