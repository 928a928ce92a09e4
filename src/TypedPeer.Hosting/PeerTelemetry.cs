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

    internal static Histogram<double> ServerDuration { get; } =
        Meter.CreateHistogram<double>("rpc.server.call.duration", "s", "How long calls of peers took, streams included.");

    internal static Histogram<double> ClientDuration { get; } =
        Meter.CreateHistogram<double>("rpc.client.call.duration", "s", "How long calls to peers took, streams included.");
}
