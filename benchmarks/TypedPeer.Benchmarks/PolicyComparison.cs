using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using TypedPeer.Channels;
using TypedPeer.Hosting;
using TypedPeer.Testing;

namespace TypedPeer.Benchmarks;

/// <summary>What authorization costs a call, both peers together: sessions of four kinds by turns, in short windows, over the in-memory pair.</summary>
internal static class PolicyComparison
{
    private const int WarmUp = 20;

    public static async Task<int> RunAsync(bool isShort)
    {
        Console.WriteLine($".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
        var calls = isShort ? 64 * 200 : 64 * 1000;
        await using var services = new ServiceCollection()
            .AddTypedPeer()
            .Serve<IGuardedContract, GuardedService>(ServiceLifetime.Singleton)
            .Services.BuildServiceProvider();
        var factory = services.GetRequiredService<PeerSessionFactory>();
        Case[] cases =
        [
            Case.Start("none", static channel => PeerSession.Start(channel, static peer => peer.Serve(new BenchmarkService())), static session => OpenCall(session.GetRemote<IBenchmarkContract>())),
            Case.Start("delegate", static channel => PeerSession.Start(channel, static peer => peer.Serve(new GuardedService()), new() { AuthorizeCall = static context => new(context.Requirements.Count < 2) }), Guarded),
            Case.Start("hosting-no-policy", channel => factory.Start(channel, user: Writer()), static session => OpenCall(session.GetRemote<IGuardedContract>().OpenAsync)),
            Case.Start("hosting-policy", channel => factory.Start(channel, user: Writer()), Guarded),
        ];
        await CompareAsync(cases, calls, pairs: isShort ? 5 : 20);
        foreach (var one in cases)
        {
            var bytes = await BytesPerCallAsync(one, calls);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name}: {one.Median:F2} us of processor time and {bytes:F0} bytes per call"));
            Print($"bytes-per-call-authorization-{one.Name}", bytes);
        }

        Print("cpu-per-call-authorization-delegate-vs-none", cases[1].Median / cases[0].Median);
        Print("cpu-per-call-authorization-policy-vs-hosting-without", cases[3].Median / cases[2].Median);
        foreach (var one in cases)
        {
            await one.DisposeAsync();
        }

        return 0;
    }

    private static Func<int, ValueTask<int>> Guarded(PeerSession session) => OpenCall(session.GetRemote<IGuardedContract>().GuardedAsync);

    private static Func<int, ValueTask<int>> OpenCall(IBenchmarkContract remote) => number => remote.AddAsync(number, 1);

    private static Func<int, ValueTask<int>> OpenCall(Func<int, int, ValueTask<int>> call) => number => call(number, 1);

    private static ClaimsPrincipal Writer() => new(new ClaimsIdentity([new Claim(ClaimTypes.Role, "writer")], "benchmark"));

    private static async Task CompareAsync(Case[] cases, int calls, int pairs)
    {
        for (var i = -WarmUp; i < pairs; i++)
        {
            foreach (var one in cases)
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                await RunAsync(one, calls);
                if (i >= 0)
                {
                    one.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMicroseconds / calls);
                }
            }
        }
    }

    private static async Task<double> BytesPerCallAsync(Case one, int calls)
    {
        var few = await AllocatedAsync(one, calls);
        var many = await AllocatedAsync(one, calls * 5);
        return Math.Max(0, many - few) / (calls * 4.0);
    }

    private static async Task<long> AllocatedAsync(Case one, int calls)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync(one, calls);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static Task RunAsync(Case one, int calls)
    {
        return Task.WhenAll(Enumerable.Range(0, 64).Select(_ => LoopAsync()));

        async Task LoopAsync()
        {
            for (var i = 0; i < calls / 64; i++)
            {
                if (await one.CallAsync(i) != i + 1)
                {
                    throw new InvalidOperationException("a wrong answer");
                }
            }
        }
    }

    private static void Print(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio: {name} {value:0.###}"));

    /// <summary>One kind of session, and what a call of it took.</summary>
    private sealed class Case(string name, PeerSession server, PeerSession client, Func<int, ValueTask<int>> call) : IAsyncDisposable
    {
        private readonly List<double> _times = [];

        public string Name => name;

        public double Median => _times.Order().ElementAt(_times.Count / 2);

        public static Case Start(string name, Func<IPeerChannel, PeerSession> serve, Func<PeerSession, Func<int, ValueTask<int>>> call)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            var client = PeerSession.Start(first);
            return new(name, serve(second), client, call(client));
        }

        public ValueTask<int> CallAsync(int number) => call(number);

        public void Add(double time) => _times.Add(time);

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
