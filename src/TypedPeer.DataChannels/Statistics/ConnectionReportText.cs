using System.Globalization;
using System.Text;

namespace TypedPeer.DataChannels;

/// <summary>Writes a report as lines for people.</summary>
internal static class ConnectionReportText
{
    /// <summary>A pair takes a line, and of a hundred that failed alike thirty say as much.</summary>
    private const int MaxPairs = 30;

    public static string Write(ConnectionReport report)
    {
        var text = new StringBuilder();
        Line(text, $"conclusion: {report.Conclusion}");
        Line(text, $"connection: {report.ConnectionState}, ICE: {report.IceConnectionState}, gathering: {report.IceGatheringState}");
        Line(text, $"consent:    {(report.SinceLastAnswer is { } since ? $"the peer last answered {since.TotalSeconds:F1} s ago" : "the peer has not answered yet")}");
        Line(text, $"NAT here:   {Describe(report.LocalMapping)}");
        Line(text, $"NAT there:  {Describe(report.RemoteMapping)}");
        Section(text, "servers", report.Servers, int.MaxValue);
        Section(text, "local candidates", report.LocalCandidates, int.MaxValue);
        Section(text, "remote candidates", report.RemoteCandidates, int.MaxValue);
        Section(text, "pairs", [.. report.CandidatePairs.Select(Describe)], MaxPairs);
        Section(text, "errors", [.. report.Errors.Select(static error => error.Error)], int.MaxValue);
        return text.ToString().TrimEnd('\n');
    }

    private static string Describe(NatMapping mapping) => mapping switch
    {
        NatMapping.None => "none, servers see the side's own address",
        NatMapping.EndpointIndependent => "a cone: one port for whoever is spoken to",
        NatMapping.EndpointDependent => "symmetric: another port for each destination",
        _ => "not known",
    };

    private static string Describe(CandidatePairStatistics pair)
    {
        var marks = (pair.Selected ? ", in use" : string.Empty) + (pair.Nominated ? ", nominated" : string.Empty)
            + (pair.CurrentRoundTripTime is { } time ? string.Create(CultureInfo.InvariantCulture, $", {time.TotalMilliseconds:F1} ms") : string.Empty);
        return $"{pair.Local} ({pair.LocalType}) -> {pair.Remote} ({pair.RemoteType}): {pair.State}, {pair.RequestsSent} asked, {pair.ResponsesReceived} answered, {pair.RequestsReceived} came{marks}";
    }

    private static void Section<T>(StringBuilder text, string name, IReadOnlyList<T> lines, int most)
    {
        Line(text, $"{name}:{(lines.Count == 0 ? " none" : string.Empty)}");
        foreach (var line in lines.Take(most))
        {
            Line(text, $"  {line}");
        }

        if (lines.Count > most)
        {
            Line(text, $"  and {lines.Count - most} more");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
