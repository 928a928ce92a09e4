using System.Diagnostics;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Testing;

namespace TypedPeer.Benchmarks.EndToEnd.Groups;

/// <summary>
/// One message to a thousand members in memory: a call of the group against a loop of calls, as processor time of the process for each
/// member and message, in interleaved windows.
/// </summary>
internal static class GroupBenchmark
{
    private const int MemberCount = 1000;

    private static readonly PeerSessionOptions Patient = new() { KeepAliveInterval = TimeSpan.FromDays(1), KeepAliveTimeout = TimeSpan.FromDays(1), CallWindowBytes = int.MaxValue };

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        var ratios = new Ratios();
        var hello = await MemberChannel.RecordHelloAsync(Patient);
        var members = new List<PeerSession>();
        for (var i = 0; i < MemberCount; i++)
        {
            members.Add(PeerSession.Start(new MemberChannel(hello), null, Patient));
        }

        await Task.WhenAll(members.Select(static member => member.Connected));
        await MeasureAsync("groups-cursor", options, ratios, members, 50, wait: null, static remote => remote.CursorMovedAsync(1, 2));
        await MeasureAsync("groups-chat", options, ratios, members, 50, wait: null, static remote => remote.SaidAsync("Ada", "Shall we meet at the bridge in five minutes?"));
        var state = World(32);
        await MeasureAsync("groups-state", options, ratios, members, 20, wait: null, remote => remote.MovedAsync(state));

        var served = new List<PeerSession>();
        var callers = new List<PeerSession>();
        for (var i = 0; i < MemberCount; i++)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            callers.Add(PeerSession.Start(first));
            served.Add(PeerSession.Start(second, static peer => peer.Serve<IGroupBenchmark>(new GroupBenchmarkService())));
        }

        await Task.WhenAll(callers.Select(static member => member.Connected));
        await MeasureAsync("groups-state-both-ends", options, ratios, callers, 5, ReceivedAsync, remote => remote.MovedAsync(state));
        ratios.Print();
        return 0;
    }

    private static WorldState World(int count) => new(
        12345, [.. Enumerable.Range(0, count).Select(static i => new Actor(i, $"Player {i}", i * 1.5f, i * 2.5f, i * 0.1f, 100 - i))]);

    private static async Task MeasureAsync(
        string name, Options options, Ratios ratios, List<PeerSession> members, int rounds, Func<long, Task>? wait, Func<IGroupBenchmark, ValueTask> call)
    {
        if (!options.Wants(name))
        {
            return;
        }

        var group = new PeerGroup<IGroupBenchmark>();
        members.ForEach(member => group.Add(member));
        var remotes = members.ConvertAll(static member => member.GetRemote<IGroupBenchmark>());
        var count = options.Scaled(rounds);
        var (together, loop) = (new Samples(higherIsBetter: false), new Samples(higherIsBetter: false));
        for (var i = -2; i < options.Pairs; i++)
        {
            var mine = await WindowAsync(count, wait, () => call(group.All));
            var other = await WindowAsync(count, wait, async () =>
            {
                foreach (var remote in remotes)
                {
                    await call(remote);
                }
            });
            if (i >= 0)
            {
                together.Add(mine);
                loop.Add(other);
            }
        }

        ratios.Add(name, "ns of processor time for each member and message", ("group", together), ("loop of calls", loop));
    }

    private static async Task<double> WindowAsync(int rounds, Func<long, Task>? wait, Func<ValueTask> round)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var i = 0; i < rounds; i++)
        {
            var told = GroupBenchmarkService.Told;
            await round();
            if (wait is not null)
            {
                await wait(told + MemberCount);
            }
        }

        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalNanoseconds / rounds / MemberCount;
    }

    private static async Task ReceivedAsync(long count)
    {
        while (GroupBenchmarkService.Told < count)
        {
            // Looked at now and then: a signal for each message would be in what is measured.
            await Task.Delay(1);
        }
    }
}
