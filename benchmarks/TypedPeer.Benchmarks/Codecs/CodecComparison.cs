using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TypedPeer.Generated.TypedPeer.Benchmarks;

namespace TypedPeer.Benchmarks.Codecs;

/// <summary>
/// Time to write and to read, and bytes, against other serializers: short windows of each by turns, since shared machines have slow
/// spells that last seconds. The median ratio, and the ratio of the best quartiles.
/// </summary>
internal static class CodecComparison
{
    private const int WindowMilliseconds = 15;

    /// <summary>Long enough for the compiler to have optimised both sides.</summary>
    private const int WarmUpWindows = 60;

    public static int Run(bool isShort)
    {
        var pairs = isShort ? 10 : 40;
        Console.WriteLine($".NET {Environment.Version}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors");
        var orders = new PeerSubject<Order, TypedPeer_Benchmarks_Codecs_OrderCodec>(Order.Create());
        var samples = new PeerSubject<Samples, TypedPeer_Benchmarks_Codecs_SamplesCodec>(Samples.Create());
        using var jsonOrders = new JsonSubject<Order>(Order.Create(), JsonContext.Default.Order);
        using var jsonSamples = new JsonSubject<Samples>(Samples.Create(), JsonContext.Default.Samples);
        Compare("json", "order", orders, jsonOrders, pairs);
        Compare("json", "samples", samples, jsonSamples, pairs);
        Compare("memorypack", "order", orders, new MemoryPackSubject<PackedOrder>(orders.Bytes), pairs);
        Compare("memorypack", "samples", samples, new MemoryPackSubject<PackedSamples>(samples.Bytes), pairs);
        return 0;
    }

    private static void Compare(string peer, string value, CodecSubject ours, CodecSubject theirs, int pairs)
    {
        CompareTime($"codec-encode-{value}-time-vs-{peer}", () => ours.Encode(), () => theirs.Encode(), pairs);
        CompareTime($"codec-decode-{value}-time-vs-{peer}", () => GC.KeepAlive(ours.Decode()), () => GC.KeepAlive(theirs.Decode()), pairs);
        Print($"codec-{value}-bytes-vs-{peer}", ours.Encode() / (double)theirs.Encode());
    }

    private static void CompareTime(string name, Action ours, Action theirs, int pairs)
    {
        var own = new List<double>();
        var other = new List<double>();
        for (var i = -WarmUpWindows; i < pairs; i++)
        {
            var a = Measure(ours);
            var b = Measure(theirs);
            if (i >= 0)
            {
                own.Add(a);
                other.Add(b);
            }
        }

        own.Sort();
        other.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {own[pairs / 2]:F0} ns against {other[pairs / 2]:F0}; ratio of best quartiles {own[pairs / 4] / other[pairs / 4]:F3}"));
        Print(name, own[pairs / 2] / other[pairs / 2]);
    }

    /// <summary>Nanoseconds for one run, over a short window.</summary>
    private static double Measure(Action run)
    {
        var count = 0;
        var start = Stopwatch.GetTimestamp();
        var elapsed = TimeSpan.Zero;
        while (elapsed.TotalMilliseconds < WindowMilliseconds)
        {
            for (var i = 0; i < 100; i++)
            {
                run();
            }

            count += 100;
            elapsed = Stopwatch.GetElapsedTime(start);
        }

        return elapsed.TotalNanoseconds / count;
    }

    private static void Print(string name, double ratio) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio: {name} {ratio:0.###}"));
}
