using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;
using TypedPeer.Testing;

namespace TypedPeer.Benchmarks;

/// <summary>Calls and streams over the in-memory pair, both peers in this process. The memory column counts both.</summary>
[MemoryDiagnoser]
[SimpleJob(RuntimeMoniker.HostProcess, launchCount: 1, warmupCount: 3, iterationCount: 8)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class SessionBenchmarks
{
    private const int Calls = 8192;
    private const int Items = 200_000;
    private PeerSession _first = null!;
    private PeerSession _second = null!;
    private IBenchmarkContract _remote = null!;
    private HandWrittenFloor _floor = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _first = PeerSession.Start(first);
        _second = PeerSession.Start(second, peer => peer.Serve(new BenchmarkService()));
        _remote = _first.GetRemote<IBenchmarkContract>();
        _floor = new HandWrittenFloor();
        await _first.Connected;
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _floor.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task Unary_one_at_a_time()
    {
        for (var i = 0; i < Calls; i++)
        {
            await _remote.AddAsync(i, 1);
        }
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Unary_64_in_flight() => CallLoops.RunAsync(_remote, 64, Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Unary_256_in_flight() => CallLoops.RunAsync(_remote, 256, Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Floor_64_in_flight() => CallLoops.RunAsync(_floor, 64, Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Floor_256_in_flight() => CallLoops.RunAsync(_floor, 256, Calls);

    [Benchmark(OperationsPerInvoke = Items)]
    public async Task Stream_of_64_byte_items()
    {
        await foreach (var _ in _remote.ItemsAsync(Items))
        {
        }
    }
}
