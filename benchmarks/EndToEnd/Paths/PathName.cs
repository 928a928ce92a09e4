using TypedPeer.Benchmarks.EndToEnd.Relays;

namespace TypedPeer.Benchmarks.EndToEnd.Paths;

/// <summary>How paths are called in the output.</summary>
internal static class PathName
{
    public static string Of(RelaySettings settings) => settings.Loss == 0
        ? FormattableString.Invariant($"{settings.RoundTrip}ms")
        : FormattableString.Invariant($"{settings.RoundTrip}ms-{settings.Loss}pct");

    /// <summary>What the relay did, and how far it was not what was asked for.</summary>
    public static string Describe(RelayReport report)
    {
        var overruns = report.Overruns is > 0 and var count ? $", and {count} were lost before it saw them" : string.Empty;
        return FormattableString.Invariant(
            $"the relay dropped {report.Dropped}, {report.Overflows} of them from a full queue, {report.LatenessP99 / 1000.0:F1} ms late at p99{overruns}");
    }
}
