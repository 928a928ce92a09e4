using System.Diagnostics;
using System.Runtime.InteropServices.JavaScript;
using TypedPeer.Benchmarks.EndToEnd.Pages;
using TypedPeer.Signaling;

namespace TypedPeer.Benchmarks.EndToEnd.WebAssembly;

/// <summary>What benchmarks/EndToEnd has this page measure: the same as of the page in TypeScript (Pages/Script/ours.ts), in the same way.</summary>
internal static partial class MeasuredPage
{
    private const int BlockSize = 64 * 1024;

    private static IPageBenchmark _remote = null!;

    /// <summary>Has a link to the process with this address.</summary>
    [JSExport]
    public static async Task ConnectAsync(string address) => _remote = (await PeerLink.ConnectAsync(address)).GetRemote<IPageBenchmark>();

    /// <summary>How many calls a second are answered, with so many in flight.</summary>
    [JSExport]
    public static async Task<double> CallsAsync(int inFlight, int milliseconds)
    {
        var count = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (Milliseconds(start) < milliseconds)
            {
                if (await _remote.AddAsync(2, 3) != 5)
                {
                    throw new InvalidOperationException("A call has another result than 5.");
                }

                count++;
            }
        }));
        return count * 1000 / Milliseconds(start);
    }

    /// <summary>Megabytes a second that come.</summary>
    [JSExport]
    public static async Task<double> DownloadAsync(int milliseconds)
    {
        var start = Stopwatch.GetTimestamp();
        var bytes = 0L;
        var buffer = new byte[BlockSize];
        await using var stream = await _remote.DownloadAsync();
        while (Milliseconds(start) <= milliseconds)
        {
            bytes += await stream.ReadAsync(buffer);
        }

        return Rate(bytes, start);
    }

    /// <summary>Megabytes a second that go.</summary>
    [JSExport]
    public static async Task<double> UploadAsync(int milliseconds)
    {
        var start = Stopwatch.GetTimestamp();
        return Rate(await _remote.UploadAsync(new ZerosUntil(start, milliseconds)), start);
    }

    internal static double Milliseconds(long since) => Stopwatch.GetElapsedTime(since).TotalMilliseconds;

    private static double Rate(long bytes, long since) => bytes / 1000 / Milliseconds(since);
}
