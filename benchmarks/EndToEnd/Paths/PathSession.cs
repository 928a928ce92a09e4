using System.Diagnostics;
using System.Reflection;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Session;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Paths;

/// <summary>A session through a relay, with this process as the one that calls and uploads.</summary>
internal sealed class PathSession : IAsyncDisposable
{
    private const int BlockSize = 16 * 1024;

    /// <summary>As many callers at a time: one alone would make too few calls on a long path for a p99.</summary>
    private const int Callers = 8;

    private readonly PeerProcess _process;
    private PeerConnection? _connection;
    private PeerSession? _session;
    private ISessionBenchmark _remote = null!;

    private PathSession(PeerProcess process) => _process = process;

    public static async Task<PathSession> StartAsync() =>
        new(await PeerProcess.StartAsync("dotnet", Assembly.GetExecutingAssembly().Location, "session-peer"));

    /// <summary>Begins a session over a fresh connection, after the one before is closed.</summary>
    public async Task OpenAsync(RelayEnds relay)
    {
        _connection = Connecting.Create(RelayEnds.Address.ToString());
        _session = PeerSession.Start(await Connecting.OfferAsync(_connection, _process, SessionPeer.Session, relay));
        _remote = _session.GetRemote<ISessionBenchmark>();
        await _session.Connected;
    }

    /// <summary>Uploads for so long; returns megabytes a second where they arrive, from the first block on.</summary>
    public async Task<double> UploadAsync(TimeSpan time)
    {
        var uploaded = await _remote.UploadAsync(BlocksAsync(), time.TotalMilliseconds);
        return uploaded.Bytes / uploaded.Milliseconds / 1000;
    }

    /// <summary>Makes small calls for so long; when each began, counted from now, and how long it took, in milliseconds.</summary>
    public async Task<IReadOnlyList<(double Began, double Took)>> CallsAsync(TimeSpan time)
    {
        var calls = new List<(double, double)>[Callers];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i => calls[i] = await CallAsync(start, time)));
        return [.. calls.SelectMany(static some => some)];
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _process.DisposeAsync();
    }

    private async Task<List<(double Began, double Took)>> CallAsync(long start, TimeSpan time)
    {
        var calls = new List<(double, double)>();
        var block = new Block64(1, 2, 3, 4, 5, 6, 7, 8);
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var began = Stopwatch.GetTimestamp();
            await _remote.EchoAsync(block);
            calls.Add((Stopwatch.GetElapsedTime(start, began).TotalMilliseconds, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        }

        return calls;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync()
    {
        var block = new byte[BlockSize];
        while (true)
        {
            yield return block;
            await Task.CompletedTask;
        }
    }

    /// <summary>Ends the session while its path is still there, so that both sides know.</summary>
    public async Task CloseAsync()
    {
        await (_session?.DisposeAsync() ?? default);
        await (_connection?.DisposeAsync() ?? default);
    }
}
