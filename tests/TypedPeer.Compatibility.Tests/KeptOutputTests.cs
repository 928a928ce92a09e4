using System.Reflection;
using System.Runtime.Loader;
using TypedPeer.TestSupport;

namespace TypedPeer.Compatibility.Tests;

/// <summary>What generators of the past wrote runs on today's runtime: compiled today, and as it was compiled then.</summary>
public sealed class KeptOutputTests : IDisposable
{
    private const string First =
        "Hello Ada, local, seven 2 -3 six, True, same, 20107, 12, 1 2.5 3, 5 n2 10";

    private const string Second =
        First + ", same, 3 Dot { Size = 2.5 }, p 5 True, 40000, 30000, 3, 3 3 0, 11 113 True, plain!, OutOfStock { Item = apple, Left = 0 }";

    // The newest stands before what an error's detail says.
    private static readonly string Third = Second.Replace("plain!, ", "plain!, glass 6, same, 21 22, ", StringComparison.Ordinal);

    private readonly AssemblyLoadContext _context = new("kept", isCollectible: true);

    public static TheoryData<string, ChannelKind> Kept => new()
    {
        { nameof(First), ChannelKind.Memory },
        { nameof(First), ChannelKind.DataChannel },
        { nameof(Second), ChannelKind.Memory },
        { nameof(Second), ChannelKind.DataChannel },
        { nameof(Third), ChannelKind.Memory },
        { nameof(Third), ChannelKind.DataChannel },
    };

    public void Dispose() => _context.Unload();

    [Theory]
    [MemberData(nameof(Kept))]
    public Task Kept_output_compiles_and_runs(string generation, ChannelKind kind) =>
        WalkAsync(generation switch
        {
            nameof(First) => typeof(global::Kept.First.Walk),
            nameof(Second) => typeof(global::Kept.Second.Walk),
            _ => typeof(global::Kept.Third.Walk),
        }, generation, kind);

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task An_assembly_compiled_against_the_runtime_of_then_runs(string generation, ChannelKind kind)
    {
        var path = Path.Combine(RepositoryRoot.Path, "tests", "TypedPeer.Compatibility", generation, "Compiled", $"Kept.{generation}.dll");
        await using var image = File.OpenRead(path);
        await WalkAsync(_context.LoadFromStream(image).GetType($"Kept.{generation}.Walk")!, generation, kind);
    }

    [Fact]
    public async Task An_interceptor_answers_calls_to_kept_output()
    {
        var options = new PeerSessionOptions();
        options.IncomingInterceptors.Add(new Answering(new()
        {
            ["GreetAsync(string)"] = "answered",
            ["PingAsync()"] = null,
            ["CountAsync(int)"] = 11,
            ["WhereAsync()"] = new global::Kept.Second.Spot { Level = 3 },
            ["TicksAsync(TimeSpan, int)"] = new global::Kept.Second.Tick[] { new(default, 1), new(default, 2) }.ToAsyncEnumerable(),
            ["ReceiveAsync(int)"] = new ReadOnlyMemory<byte>[] { new byte[] { 1, 2 } }.ToAsyncEnumerable(),
            ["PlainAsync(string)"] = "plain",
        }));
        await using var channels = await ChannelPair.OpenAsync(ChannelKind.Memory);
        await using var peers = new Peers(channels, options);
        var remote = peers.Connect(DispatchProxy.Create<global::Kept.Second.IEveryCall, Nobody>());
        Assert.Equal("answered", await remote.GreetAsync("Ada", TestContext.Current.CancellationToken));
        await remote.PingAsync();
        Assert.Equal(11, await remote.CountAsync(1));
        Assert.Equal(3, (await remote.WhereAsync()).Level);
        var ticks = await remote.TicksAsync(default, 0, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1d, 2d], ticks.Select(tick => tick.Value));
        await using var stream = await remote.ReceiveAsync(0, TestContext.Current.CancellationToken);
        var bytes = new byte[2];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], bytes);
        Assert.Equal("plain", await remote.PlainAsync("x"));
    }

    private static async Task WalkAsync(Type walk, string generation, ChannelKind kind)
    {
        await using var channels = await ChannelPair.OpenAsync(kind);
        var run = walk.GetMethod("RunAsync")!;
        var contract = run.GetParameters()[0].ParameterType.GetGenericArguments()[0];
        await using var peers = new Peers(channels);
        var connect = typeof(Peers).GetMethod(nameof(Peers.Connect))!
            .MakeGenericMethod(contract)
            .CreateDelegate(run.GetParameters()[0].ParameterType, peers);
        var said = await ((Task<string>)run.Invoke(null, [connect])!).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(
            generation switch
            {
                nameof(First) => First,
                nameof(Second) => Second,
                _ => Third,
            },
            said);
    }

    private sealed class Answering(Dictionary<string, object?> answers) : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            invocation.Result = answers[invocation.Method];
            return default;
        }
    }

    /// <summary>No call is to reach it.</summary>
    public class Nobody : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException($"{targetMethod} was called.");
    }

    private sealed class Peers(ChannelPair channels, PeerSessionOptions? options = null) : IAsyncDisposable
    {
        private readonly List<PeerSession> _sessions = [];

        public T Connect<T>(T target)
            where T : class, IPeerContract<T>
        {
            var server = PeerSession.Start(channels.First, builder => builder.Serve<T>(target), options);
            var client = PeerSession.Start(channels.Second);
            _sessions.AddRange([client, server]);
            return client.GetRemote<T>();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var session in _sessions)
            {
                await session.DisposeAsync();
            }
        }
    }
}
