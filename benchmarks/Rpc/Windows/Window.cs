using System.Diagnostics;
using TypedPeer.Benchmarks.Rpc.Systems;

namespace TypedPeer.Benchmarks.Rpc.Windows;

/// <summary>Runs windows on one client.</summary>
internal sealed class Window(IRpcClient client)
{
    private const int InFlight = 64;

    /// <summary>16 MiB a stream, one after another: SignalR's client keeps what it has not handed over without bound.</summary>
    private const int DownloadBlocks = 1024;

    public async Task<WindowResult> RunAsync(WindowKind kind, TimeSpan length)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var result = kind switch
        {
            WindowKind.Latency => await LatencyAsync(length),
            WindowKind.Calls => await CallsAsync(length),
            WindowKind.Upload => await UploadAsync(length),
            WindowKind.Download => await DownloadAsync(length),
            _ => await BesideAsync(length),
        };
        return result with { Processor = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds };
    }

    private async Task<WindowResult> LatencyAsync(TimeSpan length)
    {
        var times = new List<double>(100_000);
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(begin) < length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await CallAsync(i);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        times.Sort();
        return new WindowResult(times[times.Count / 2], times[(int)(times.Count * 0.99)], times.Count, 0, seconds, 0);
    }

    private async Task<WindowResult> CallsAsync(TimeSpan length)
    {
        var begin = Stopwatch.GetTimestamp();
        var loops = new Task<int>[InFlight];
        for (var i = 0; i < loops.Length; i++)
        {
            loops[i] = LoopAsync(begin, length);
        }

        var calls = await Task.WhenAll(loops);
        return new WindowResult(0, 0, calls.Sum(), 0, Stopwatch.GetElapsedTime(begin).TotalSeconds, 0);
    }

    private async Task<int> LoopAsync(long begin, TimeSpan length)
    {
        var calls = 0;
        while (Stopwatch.GetElapsedTime(begin) < length)
        {
            await CallAsync(calls++);
        }

        return calls;
    }

    private async Task<WindowResult> UploadAsync(TimeSpan length)
    {
        var flow = new Flow();
        var begin = Stopwatch.GetTimestamp();
        var upload = client.UploadAsync(flow);
        await Task.Delay(length);
        flow.Stop();
        var bytes = await upload;
        Require(bytes == flow.Bytes, "The server did not see all blocks.");
        return new WindowResult(0, 0, 0, bytes, Stopwatch.GetElapsedTime(begin).TotalSeconds, 0);
    }

    private async Task<WindowResult> DownloadAsync(TimeSpan length)
    {
        var bytes = 0L;
        var begin = Stopwatch.GetTimestamp();
        do
        {
            bytes += await client.DownloadAsync(DownloadBlocks);
        }
        while (Stopwatch.GetElapsedTime(begin) < length);

        return new WindowResult(0, 0, 0, bytes, Stopwatch.GetElapsedTime(begin).TotalSeconds, 0);
    }

    /// <summary>The upload begins before the first call and ends after the last; what is counted of it is what left in between.</summary>
    private async Task<WindowResult> BesideAsync(TimeSpan length)
    {
        var flow = new Flow();
        var upload = client.UploadAsync(flow);
        await Task.Delay(length / 4);
        var before = flow.Bytes;
        var calls = await LatencyAsync(length);
        var bytes = flow.Bytes - before;
        flow.Stop();
        await upload;
        return calls with { Bytes = bytes };
    }

    private async Task CallAsync(int left) => Require(await client.AddAsync(left, 1) == left + 1, "A wrong answer came.");

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }
}
