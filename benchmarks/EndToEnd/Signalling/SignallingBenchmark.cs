using System.Diagnostics;
using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Signalling;

/// <summary>
/// Our signalling server beside npm's, a process each, with the same clients: what a join and a relayed message cost in processor time, what a silent client holds, and whether thousands get in that come at once.
/// </summary>
internal sealed class SignallingBenchmark(SignallingOptions options)
{
    /// <summary>How many clients are on their way in at once where the cost of a join is measured.</summary>
    private const int Parallel = 16;

    private const int JoinsInWindow = 300;
    private const int WarmUpJoins = 1500;
    private const int WarmUps = 2;
    private const int TalkingPairs = 100;
    private const int RoundsInWindow = 20;
    private const int WarmUpRounds = 150;

    /// <summary>So much of a processor is what thousands of silent connections cost.</summary>
    private const double QuietShare = 0.02;

    /// <summary>A server that is to become quiet is looked at so many times at most.</summary>
    private const int MaxLooks = 12;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Ratios _ratios = new();
    private bool _isComplete = true;

    public static async Task<int> RunAsync(SignallingOptions options)
    {
        // Read once, when the first socket is used: the clients, the same for both, are to take as little of the processors as may be.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Console.WriteLine(Machine.Describe());
        Console.WriteLine(Machine.DescribeLoad());
        var benchmark = new SignallingBenchmark(options);
        await benchmark.ProcessorAsync();
        var ours = await benchmark.HoldAsync(await SignallingServer.StartOursAsync());
        if (await SignallingServer.StartNodeAsync() is { } node)
        {
            benchmark._ratios.Add("signalling-memory-per-client-vs-peer-server", ours / await benchmark.HoldAsync(node));
        }

        Console.WriteLine(Machine.DescribeLoad());
        benchmark._ratios.Print();
        return benchmark._isComplete && benchmark._ratios.Any ? 0 : 1;
    }

    /// <summary>Joins and messages, in windows by turns.</summary>
    private async Task ProcessorAsync()
    {
        await using var ours = await SignallingServer.StartOursAsync();
        await using var node = await SignallingServer.StartNodeAsync();
        using var mine = new SignallingCrowd(ours);
        using var theirs = node is null ? null : new SignallingCrowd(node);
        SignallingCrowd[] crowds = theirs is null ? [mine] : [mine, theirs];
        for (var i = 0; i < WarmUps; i++)
        {
            foreach (var crowd in crowds)
            {
                await crowd.JoinAsync(WarmUpJoins, Parallel);
                await QuietAsync(crowd.Server);
            }
        }

        var joins = await WindowsAsync(crowds, async static crowd =>
        {
            await crowd.JoinAsync(JoinsInWindow, Parallel);
            return JoinsInWindow;
        });
        foreach (var crowd in crowds)
        {
            Report(crowd, (WarmUps * WarmUpJoins) + (options.Pairs * JoinsInWindow));
            await crowd.PairAsync(TalkingPairs);
            await crowd.RelayAsync(WarmUpRounds);
            await QuietAsync(crowd.Server);
        }

        var messages = await WindowsAsync(crowds, static crowd => crowd.RelayAsync(RoundsInWindow));
        if (node is null)
        {
            Console.WriteLine(FormattableString.Invariant($"typedpeer-server: {joins[0].Median:F1} us of processor time for each join, {messages[0].Median:F1} for each relayed message"));
            Console.WriteLine("peer: not measured, it is not installed (npm ci --prefix tests/peers)");
            return;
        }

        Console.WriteLine($"processor time of the server; messages of {mine.MessageLength} bytes between {TalkingPairs} pairs, an offer and an answer by turns");
        _ratios.Add("signalling-cpu-per-join-vs-peer-server", "us", (ours.Name, joins[0]), (node.Name, joins[1]));
        _ratios.Add("signalling-cpu-per-message-vs-peer-server", "us", (ours.Name, messages[0]), (node.Name, messages[1]));
    }

    /// <summary>Waits until what was under way is over, and what was to be compiled in the background is.</summary>
    private static async Task QuietAsync(SignallingServer server)
    {
        var share = double.MaxValue;
        for (var i = 0; i < MaxLooks && share > QuietShare; i++)
        {
            var before = server.Use.Processor;
            await Task.Delay(Look);
            share = (server.Use.Processor - before) / Look;
        }
    }

    private async Task<Samples[]> WindowsAsync(SignallingCrowd[] crowds, Func<SignallingCrowd, Task<int>> work)
    {
        var samples = crowds.Select(static _ => new Samples(higherIsBetter: false)).ToArray();
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            for (var i = 0; i < crowds.Length; i++)
            {
                var before = crowds[i].Server.Use.Processor;
                var count = await work(crowds[i]);
                samples[i].Add((crowds[i].Server.Use.Processor - before).TotalMicroseconds / count);
            }
        }

        return samples;
    }

    /// <summary>Fills a fresh server with clients that are silent then, and lets many more come at once.</summary>
    /// <returns>How many bytes of resident memory the process has grown by for each silent client, since it listened and nobody had come.</returns>
    private async Task<double> HoldAsync(SignallingServer started)
    {
        await using var server = started;
        using var crowd = new SignallingCrowd(server);
        var fresh = server.Use;
        await crowd.JoinAsync(options.Clients, Parallel);
        await QuietAsync(server);
        var before = server.Use.Processor;
        await Task.Delay(options.Idle);
        var use = server.Use;
        var each = (double)(use.Resident - fresh.Resident) / options.Clients;
        Console.WriteLine(FormattableString.Invariant(
            $"{server.Name}: {each / 1000:F1} kB of resident memory for each of {options.Clients} silent clients ({fresh.Resident / 1e6:F0} MB without any, {use.Resident / 1e6:F0} with all), {(use.Processor - before).TotalMilliseconds / options.Idle.TotalSeconds:F1} ms of processor time a second for all of them"));

        var start = Stopwatch.GetTimestamp();
        await crowd.JoinAsync(options.AtOnce, options.AtOnce);
        Console.WriteLine(FormattableString.Invariant(
            $"{server.Name}: {options.AtOnce} more at once, all of whom were told after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; {(server.Use.Processor - use.Processor).TotalMicroseconds / options.AtOnce:F0} us of processor time for each"));
        Report(crowd, options.Clients + options.AtOnce);
        return each;
    }

    private void Report(SignallingCrowd crowd, int wanted)
    {
        _isComplete &= crowd.Joined == wanted;
        Console.WriteLine($"{crowd.Server.Name}: connected {crowd.Joined} of {wanted}, lost {crowd.Lost.Count}{(crowd.Lost.TryPeek(out var reason) ? $", the first because: {reason}" : null)}");
    }
}
