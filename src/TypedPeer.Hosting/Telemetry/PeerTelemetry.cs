using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TypedPeer.Hosting;

/// <summary>The names under which traces and metrics appear, to be given to OpenTelemetry.</summary>
public static class PeerTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/>.</summary>
    public const string ActivitySourceName = "TypedPeer";

    /// <summary>The name of the <see cref="Meter"/>.</summary>
    public const string MeterName = "TypedPeer";

    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    internal static Meter Meter { get; } = new(MeterName);

    internal static Histogram<double> ServerDuration { get; } = Duration("rpc.server.call.duration", "How long calls of peers took, streams included.");

    internal static Histogram<double> ClientDuration { get; } = Duration("rpc.client.call.duration", "How long calls to peers took, streams included.");

    internal static Counter<long> Denied { get; } = Meter.CreateCounter<long>("typedpeer.server.calls.denied", "{call}", "How many calls of peers were refused by authorization.");

    internal static Counter<long> UnknownFates { get; } = Meter.CreateCounter<long>(
        "typedpeer.client.calls.unknown_fate", "{call}", "How many calls to peers ended without an answer and may have executed.");

    internal static UpDownCounter<long> ActiveSessions { get; } = Meter.CreateUpDownCounter<long>("typedpeer.sessions.active", "{session}", "How many sessions there are.");

    /// <summary>Sessions last longer than calls: the boundaries go up to hours.</summary>
    internal static Histogram<double> SessionDuration { get; } = Meter.CreateHistogram(
        "typedpeer.session.duration",
        "s",
        "How long sessions lasted.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600, 7200, 14400, 43200, 86400] });

    /// <summary>The boundaries are those the conventions advise for durations of calls.</summary>
    private static Histogram<double> Duration(string name, string description) => Meter.CreateHistogram(
        name,
        "s",
        description,
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });
}
