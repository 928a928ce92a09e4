using System.Diagnostics;
using System.Reflection;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Session;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Benchmarks.EndToEnd.Links;

/// <summary>What it costs that a link's session outlives its connection, and what a lost connection costs then. Two processes.</summary>
internal sealed class LinksBenchmark(Options options, PeerAddress address, int peer)
{
    private const int BlockSize = 16 * 1024;
    private const int InFlight = 64;
    private const int Cuts = 10;
    private readonly Ratios _ratios = new();

    public static async Task<int> RunAsync(Options options)
    {
        Console.WriteLine(Machine.Describe());
        await using var peer = await PeerProcess.StartAsync("dotnet", Assembly.GetExecutingAssembly().Location, "links-peer");
        Console.WriteLine($"stack: typedpeer {peer.Version}, two processes; windows by turns, {options.Pairs} pairs");
        var benchmark = new LinksBenchmark(options, PeerAddress.Parse((string)peer.Ready["address"]!), (int)peer.Ready["process"]!);
        await benchmark.CompareAsync();
        await benchmark.CutAsync();
        await benchmark.IdleAsync();
        benchmark._ratios.Print();
        return benchmark._ratios.Any ? 0 : 1;
    }

    private Task<PeerLink> ConnectAsync(bool resumes) => PeerLink.ConnectAsync(address, options: IdleLinks.Options(resumes));

    private async Task CompareAsync()
    {
        await using var with = await ConnectAsync(resumes: true);
        await using var without = await ConnectAsync(resumes: false);
        var (resuming, plain) = (with.GetRemote<ISessionBenchmark>(), without.GetRemote<ISessionBenchmark>());

        // Until the compiler has done its last work on both sides.
        for (var i = 0; i < options.Scaled(20); i++)
        {
            foreach (var remote in new[] { resuming, plain })
            {
                await StreamAsync(remote, options.Scaled(3000));
                await CallsAsync(remote, options.Scaled(20_000));
            }
        }

        await CompareAsync("stream-with-resume-vs-without", "MB/s", remote => StreamAsync(remote, options.Scaled(10_000)), resuming, plain);
        await CompareAsync("calls-with-resume-vs-without", "calls/s", remote => CallsAsync(remote, options.Scaled(40_000)), resuming, plain);
    }

    private async Task CompareAsync(string name, string unit, Func<ISessionBenchmark, Task<double>> measure, ISessionBenchmark resuming, ISessionBenchmark plain)
    {
        if (!options.Wants(name))
        {
            return;
        }

        var (with, without) = (new Samples(higherIsBetter: true), new Samples(higherIsBetter: true));
        var (withTime, withoutTime) = (new Samples(higherIsBetter: false), new Samples(higherIsBetter: false));
        for (var i = 0; i < options.Pairs; i++)
        {
            withTime.Add(await TimeAsync(async () => with.Add(await measure(resuming))));
            withoutTime.Add(await TimeAsync(async () => without.Add(await measure(plain))));
        }

        _ratios.Add(name, unit, ("with resume", with), ("without", without));

        // A machine with much else to do changes it less.
        _ratios.Add(name.Replace("-with-", "-cpu-with-", StringComparison.Ordinal), "ms of both processes", ("with resume", withTime), ("without", withoutTime));
    }

    /// <summary>Measures the processor time of both processes.</summary>
    private async Task<double> TimeAsync(Func<Task> window)
    {
        var before = Used();
        await window();
        return (Used() - before).TotalMilliseconds;

        TimeSpan Used() => ProcessUse.Of(Environment.ProcessId).Processor + ProcessUse.Of(peer).Processor;
    }

    /// <summary>Closes the connection beneath a link again and again: in an upload, for what is sent twice, and when all is quiet, for how long a call takes then.</summary>
    private async Task CutAsync()
    {
        if (!options.Wants("cut"))
        {
            return;
        }

        await using var link = await ConnectAsync(resumes: true);
        var remote = link.GetRemote<ISessionBenchmark>();
        var blocks = options.Scaled(20_000);
        var whole = await UploadAsync(link, remote, blocks, cuts: 0);
        var cut = await UploadAsync(link, remote, blocks, Cuts);
        var twice = Math.Max(0, cut.Sent - whole.Sent) / (double)Cuts;
        var times = new Samples(higherIsBetter: false);
        for (var i = 0; i < Cuts; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await link.Connection.CloseAsync(new CancellationToken(canceled: true));
            await AddAsync(remote, i);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine(FormattableString.Invariant(
            $"cuts: {Cuts} in an upload of {blocks * (long)BlockSize / 1e6:F0} MB: {twice / 1000:F0} kB sent twice for each, of {cut.Held / 1000.0:F0} kB kept at most when one came"));
        Console.WriteLine(FormattableString.Invariant($"cuts: {times.Median:F1} ms from one to the first answered call after it (median of {Cuts}; longest {times.Quantile(1):F1} ms)"));
        _ratios.Add("cut-kb-sent-twice", twice / 1000);
        _ratios.Add("cut-kb-kept-at-most", cut.Held / 1000.0);
        _ratios.Add("cut-ms-to-first-answered-call", times.Median);
    }

    /// <summary>What an idle link holds on either side.</summary>
    private async Task IdleAsync()
    {
        if (!options.Wants("idle"))
        {
            return;
        }

        _ratios.Add("idle-kb-per-side-without", await IdleLinks.MeasureAsync(options.Scaled(500), resumes: false));
        _ratios.Add("idle-kb-per-side-with-resume", await IdleLinks.MeasureAsync(options.Scaled(500), resumes: true));
    }

    private static async Task<(long Sent, long Held)> UploadAsync(PeerLink link, ISessionBenchmark remote, int count, int cuts)
    {
        var before = link.Session.GetStatistics().BytesSent;
        var held = 0L;
        var uploaded = await remote.UploadAsync(BlocksAsync(), double.MaxValue);
        if (uploaded.Bytes != (long)count * BlockSize)
        {
            throw new InvalidOperationException($"{uploaded.Bytes} bytes arrived of {(long)count * BlockSize}.");
        }

        return (link.Session.GetStatistics().BytesSent - before, held);

        async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync()
        {
            var block = new byte[BlockSize];
            for (var i = 0; i < count; i++)
            {
                if (cuts > 0 && i % (count / cuts) == count / cuts / 2)
                {
                    held = Math.Max(held, link.Session.GetStatistics().BytesKept);
                    await link.Connection.CloseAsync(new CancellationToken(canceled: true));
                }

                yield return block;
            }
        }
    }

    private static async Task<double> StreamAsync(ISessionBenchmark remote, int count)
    {
        var bytes = 0L;
        var start = Stopwatch.GetTimestamp();
        await foreach (var block in remote.BlocksAsync(count, BlockSize))
        {
            bytes += block.Length;
        }

        return bytes / Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static async Task<double> CallsAsync(ISessionBenchmark remote, int count)
    {
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            for (var i = 0; i < count / InFlight; i++)
            {
                await AddAsync(remote, i);
            }
        }));
        return count / InFlight * InFlight / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task AddAsync(ISessionBenchmark remote, int number)
    {
        if (await remote.AddAsync(number, 1) != number + 1)
        {
            throw new InvalidOperationException("A wrong answer came.");
        }
    }
}
