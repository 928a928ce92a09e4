using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Relays;

namespace TypedPeer.Benchmarks.EndToEnd.Paths;

/// <summary>What a session makes of a path: its uploads against the bare channel's, and how long small calls wait beside one.</summary>
internal sealed class SessionPaths(PathOptions options, RelayProcess relay, PathSession session, Ratios ratios)
{
    /// <summary>A transfer's start fills the queue and is printed apart.</summary>
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(2);

    public static string UploadName(RelaySettings settings) => $"upload-{PathName.Of(settings)}-vs-raw";

    /// <param name="raw">The bare channel's megabytes a second, by the milliseconds there and back.</param>
    public async Task MeasureAsync(IReadOnlyDictionary<double, double> raw)
    {
        var isWarm = false;
        foreach (var settings in options.RoundTrips.Select(roundTrip => new RelaySettings(roundTrip, Loss: 0, options.Megabits, options.Queue)))
        {
            var calls = $"p99-beside-transfer-{PathName.Of(settings)}";
            var wantsUpload = options.Wants(UploadName(settings)) && raw.ContainsKey(settings.RoundTrip);
            if (!isWarm && (wantsUpload || options.Wants(calls)))
            {
                await WarmUpAsync();
                isWarm = true;
            }

            if (wantsUpload)
            {
                await UploadAsync(settings, raw[settings.RoundTrip]);
            }

            if (options.Wants(calls))
            {
                await BesideTransferAsync(calls, settings);
            }
        }

        await session.CloseAsync();
    }

    private async Task WarmUpAsync()
    {
        await OpenAsync(new RelaySettings(RoundTrip: 2, Loss: 0, Megabits: 0, options.Queue));
        await session.UploadAsync(Start);
        await session.CallsAsync(Start);
        await OpenAsync(new RelaySettings(RoundTrip: 2, Loss: 0, options.Megabits, options.Queue));
        await session.UploadAsync(Start);
    }

    private async Task UploadAsync(RelaySettings settings, double raw)
    {
        await OpenAsync(settings);
        var rate = await session.UploadAsync(options.Time);
        Console.WriteLine(FormattableString.Invariant(
            $"{UploadName(settings)}: session {rate:F2} MB/s, raw channel {raw:F2} MB/s; {PathName.Describe(await relay.ReportAsync())}"));
        ratios.Add(UploadName(settings), rate / raw);
    }

    /// <summary>The p99 beside a transfer less the p99 alone, as a share of what a full queue takes to leave.</summary>
    private async Task BesideTransferAsync(string name, RelaySettings settings)
    {
        await OpenAsync(settings);
        var idle = P99(await session.CallsAsync(options.Time / 2), static _ => true);
        var uploading = session.UploadAsync(Start + options.Time);
        var calls = await session.CallsAsync(Start + options.Time);
        var rate = await uploading;
        var start = P99(calls, static call => call.Began < Start.TotalMilliseconds);
        var then = P99(calls, static call => call.Began >= Start.TotalMilliseconds);
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: p99 of {calls.Count} calls {then:F1} ms beside an upload of {rate:F2} MB/s ({start:F1} ms in its first {Start.TotalSeconds} s), {idle:F1} ms alone; a full queue takes {settings.Queue} ms; {PathName.Describe(await relay.ReportAsync())}"));
        ratios.Add(name, (then - idle) / settings.Queue);
        ratios.Add($"{name}-start", (start - idle) / settings.Queue);
    }

    private async Task OpenAsync(RelaySettings settings)
    {
        await session.CloseAsync();
        await relay.BeginAsync(settings);
        await session.OpenAsync(await relay.OpenPathAsync());
    }

    private static double P99(IReadOnlyList<(double Began, double Took)> calls, Func<(double Began, double Took), bool> counts)
    {
        var times = new Samples(higherIsBetter: false);
        foreach (var call in calls.Where(counts))
        {
            times.Add(call.Took);
        }

        return times.Quantile(0.99);
    }
}
