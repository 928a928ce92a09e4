using System.Diagnostics;
using System.Security.Cryptography;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>Calls everything the other peer offers, checks every answer, and says what it saw. Any wrong answer is an exception.</summary>
internal sealed class Demonstration(IWorkbench remote, Workbench local, Report report, long fileBytes)
{
    private const int RoundTrips = 500;
    private const int InFlight = 64;
    private const int PointerMoves = 100;
    private const int CallsBack = 10;
    private const int TicksBeforeCancel = 5;

    /// <summary>How long the other side may take to notice that a stream was let go: far more than a round trip, and a failure past it.</summary>
    private static readonly TimeSpan EndOfStreamBound = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var peer = await remote.IntroduceAsync(local.Self, cancellationToken);
        report.Line("hello", $"{peer.Name}, process {peer.ProcessId}, {peer.Framework}");

        await MeasureRoundTripsAsync(cancellationToken);
        await CallManyAtOnceAsync(cancellationToken);
        await BeCalledBackAsync(cancellationToken);
        await SeeAnErrorAsync(cancellationToken);
        await MoveThePointerAsync(cancellationToken);
        await CancelAStreamAsync(cancellationToken);
        await TransferAsync(cancellationToken);
    }

    private async Task MeasureRoundTripsAsync(CancellationToken cancellationToken)
    {
        int[] numbers = [1, 2, 3];
        var times = new double[RoundTrips];
        for (var i = 0; i < RoundTrips; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Check(await remote.SumAsync(numbers, cancellationToken) == 6, "a sum came back wrong");
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        report.Line("round trips", $"{RoundTrips} calls one after another: half within {times[RoundTrips / 2]:0} µs, 99 % within {times[RoundTrips * 99 / 100]:0} µs");
    }

    private async Task CallManyAtOnceAsync(CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = new Task<long>[InFlight];
        for (var i = 0; i < InFlight; i++)
        {
            calls[i] = remote.SumAsync([i, i], cancellationToken).AsTask();
        }

        var sums = await Task.WhenAll(calls);
        for (var i = 0; i < InFlight; i++)
        {
            Check(sums[i] == 2 * i, "answers were mixed up between calls");
        }

        report.Line("at once", $"{InFlight} calls in flight answered in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms");
    }

    private async Task BeCalledBackAsync(CancellationToken cancellationToken)
    {
        var sum = await remote.CallMeBackAsync(CallsBack, cancellationToken);
        Check(sum == CallsBack * (CallsBack + 1L), "the calls back did not add up");
        report.Line("called back", $"{CallsBack} times by the other side, inside one call of ours");
    }

    private async Task SeeAnErrorAsync(CancellationToken cancellationToken)
    {
        try
        {
            await remote.DivideAsync(1, 0, cancellationToken);
        }
        catch (PeerException exception) when (exception.Status == PeerStatus.Application)
        {
            report.Line("typed error", $"{exception.Status}: {exception.Message}");
            return;
        }

        throw new InvalidOperationException("A division by zero went unnoticed.");
    }

    private async Task MoveThePointerAsync(CancellationToken cancellationToken)
    {
        for (var i = 1; i <= PointerMoves; i++)
        {
            await remote.PointerMovedAsync(new Point(i, 2 * i), cancellationToken);
        }

        // Calls of one contract start in the order they were made, so this one finds every move done.
        var trail = await remote.GetPointerTrailAsync(cancellationToken);
        Check(trail is { Moves: PointerMoves, Last: { X: PointerMoves, Y: 2 * PointerMoves } }, $"the pointer ended at {trail}");
        report.Line("one way", $"{PointerMoves} pointer moves arrived in order, the last at {trail.Last.X},{trail.Last.Y}");
    }

    private async Task CancelAStreamAsync(CancellationToken cancellationToken)
    {
        var seen = 0;
        await foreach (var tick in remote.TicksAsync(TimeSpan.FromMilliseconds(10), cancellationToken))
        {
            seen++;
            Check(tick.Number == seen, "a tick was lost or came twice");
            if (seen == TicksBeforeCancel)
            {
                break;
            }
        }

        await remote.WaitForTicksToEndAsync(cancellationToken).AsTask().WaitAsync(EndOfStreamBound, cancellationToken);
        report.Line("stream", $"{seen} ticks, then let go of midway; the other side stopped too");
    }

    private async Task TransferAsync(CancellationToken cancellationToken)
    {
        var expected = TestFile.ComputeSha256(fileBytes);

        var start = Stopwatch.GetTimestamp();
        var receipt = await report.ProgressAsync("upload", fileBytes, async progress =>
            await remote.UploadAsync(TestFile.ReadAsync(fileBytes, progress, cancellationToken), cancellationToken));
        Check(receipt.Bytes == fileBytes && expected.AsSpan().SequenceEqual(receipt.Sha256), "the upload arrived damaged");
        report.Throughput("upload", fileBytes, Stopwatch.GetElapsedTime(start));

        start = Stopwatch.GetTimestamp();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var received = await report.ProgressAsync("download", fileBytes, async progress =>
        {
            var bytes = 0L;
            await foreach (var chunk in remote.DownloadAsync(fileBytes, cancellationToken))
            {
                hash.AppendData(chunk.Span);
                bytes += chunk.Length;
                progress.Report(bytes);
            }

            return bytes;
        });
        Check(received == fileBytes && expected.AsSpan().SequenceEqual(hash.GetHashAndReset()), "the download arrived damaged");
        report.Throughput("download", fileBytes, Stopwatch.GetElapsedTime(start));
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Wrong answer: {otherwise}.");
        }
    }
}
