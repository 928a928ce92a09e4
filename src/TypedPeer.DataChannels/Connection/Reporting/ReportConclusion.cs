using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Connection.Reporting;

/// <summary>One sentence about a search for a path: what came of it, and what most likely stood in the way.</summary>
internal static class ReportConclusion
{
    public static string Draw(ConnectionReport report, IceFailure failure, bool isDescribed)
    {
        if (report.CandidatePairs.FirstOrDefault(static pair => pair.Selected) is { } inUse)
        {
            return OfPath(report, inUse);
        }

        return failure switch
        {
            IceFailure.ConsentExpired => "There was a path, and the peer has fallen silent on it: it is gone, has changed its network, or something on the way lets nothing through any more.",
            IceFailure.NoCandidate => "The peer says that it has no address, and has sent nothing.",
            _ => OfSearch(report, isDescribed),
        };
    }

    private static string OfPath(ConnectionReport report, CandidatePairStatistics pair)
    {
        var ended = report.ConnectionState is PeerConnectionState.Closed or PeerConnectionState.Failed;
        var path = $"{pair.Local} ({pair.LocalType}) to {pair.Remote} ({pair.RemoteType})";
        if (pair.LocalType != "relay" && pair.RemoteType != "relay")
        {
            return ended ? $"The connection is over; data went directly, from {path}." : $"Data goes directly, from {path}.";
        }

        var whose = pair.LocalType == "relay" ? "this side's" : "the peer's";
        var why = UdpIsBlocked(report) ? "UDP is blocked here" : AreBothSymmetric(report) ? "both sides are behind symmetric NATs" : "no direct path works so far";
        return ended ? $"The connection is over; data went by {whose} relay, from {path}." : $"Data goes by {whose} relay, from {path}: {why}.";
    }

    private static string OfSearch(ConnectionReport report, bool isDescribed)
    {
        var isGathered = report.IceGatheringState == IceGatheringState.Complete || report.IceConnectionState is IceConnectionState.Closed or IceConnectionState.Failed;
        if (report.LocalCandidates.Count == 0)
        {
            return isGathered
                ? "This side has no address at all: no socket could be opened, or nothing but relays was wanted and none gave an address."
                : "This side has not found an address yet.";
        }

        if (report.RemoteCandidates.Count == 0)
        {
            return isDescribed ? "The peer's description came, and no address of the peer's." : "Nothing has come of the peer yet: no description, no check.";
        }

        if (report.CandidatePairs.Count == 0)
        {
            return report.RemoteCandidates.All(static candidate => candidate.Ignored)
                ? "None of the peer's addresses is used: they are names that are not looked for, or a filter refuses them."
                : "None of the peer's addresses can be reached from any of this side's: they are of another family or protocol.";
        }

        var failed = report.CandidatePairs.Count(static pair => pair.State == CandidatePairState.Failed);
        return failed < report.CandidatePairs.Count && report.IceConnectionState is not (IceConnectionState.Failed or IceConnectionState.Closed)
            ? $"Still searching: of {report.CandidatePairs.Count} pairs {failed} were not answered so far."
            : OfSilence(report);
    }

    /// <summary>Pairs there were, and none was answered.</summary>
    private static string OfSilence(ConnectionReport report)
    {
        var hasRelay = HasRelay(report.LocalCandidates) || HasRelay(report.RemoteCandidates);
        var relay = hasRelay ? "not even the relay helped" : WhyNoRelay(report);
        if (UdpIsBlocked(report))
        {
            return $"UDP seems to be blocked here, since no server answered over it, and {relay}.";
        }

        if (AreBothSymmetric(report))
        {
            return $"Both sides are behind symmetric NATs, and {relay}.";
        }

        if (report.LocalMapping == NatMapping.EndpointDependent || report.RemoteMapping == NatMapping.EndpointDependent)
        {
            var (one, other) = report.LocalMapping == NatMapping.EndpointDependent ? ("This side is", "the peer's") : ("The peer is", "this side's");
            return $"{one} behind a symmetric NAT, {other} NAT or firewall lets in only ports that were spoken to, and {relay}.";
        }

        if (report.CandidatePairs.Any(static pair => pair.RequestsReceived > 0))
        {
            return "The peer's checks came here and this side's were not answered: something on the way lets only one direction through.";
        }

        if (!hasRelay && !report.LocalCandidates.Any(static candidate => candidate.Type == "srflx") && report.LocalMapping != NatMapping.None)
        {
            return $"No STUN server told this side its address outside, the peer is not in the same network, and {relay}.";
        }

        return $"No check was answered: the peer is gone or never got this side's description, or a NAT or firewall on the way lets nothing in, and {relay}.";
    }

    private static string WhyNoRelay(ConnectionReport report) =>
        report.Servers.FirstOrDefault(static server => IsRelay(server) && server.Given is null) is { } failed ? $"the relay gave no address ({failed.Url}: {failed.Outcome})" : "no relay was given";

    private static bool AreBothSymmetric(ConnectionReport report) => report is { LocalMapping: NatMapping.EndpointDependent, RemoteMapping: NatMapping.EndpointDependent };

    /// <summary>Servers were asked over UDP, and all were given up.</summary>
    private static bool UdpIsBlocked(ConnectionReport report)
    {
        var asked = report.Servers.Where(static server => server.Url.StartsWith("stun:", StringComparison.OrdinalIgnoreCase) && server.Local is not null).ToList();
        return asked.Count > 0 && asked.TrueForAll(static server => server is { Given: null, ErrorCode: 0, IsPending: false });
    }

    private static bool IsRelay(IceServerInfo server) => server.Url.StartsWith("turn", StringComparison.OrdinalIgnoreCase);

    private static bool HasRelay(IReadOnlyList<CandidateInfo> candidates) => candidates.Any(static candidate => candidate.Type == "relay");
}
