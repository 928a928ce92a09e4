using System.Net;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Connection.Reporting;

/// <summary>Makes the report of a search for a path. It reads and changes nothing, and is as long as the limits of ICE let it be.</summary>
internal static class ReportReader
{
    /// <param name="ice">The search.</param>
    /// <param name="relays">The relays that were asked.</param>
    /// <param name="signaled">The peer's candidates as it named them; null before its description.</param>
    /// <param name="states">A report with the states alone.</param>
    /// <param name="now">The time, in microseconds.</param>
    public static ConnectionReport Read(IceAgent ice, TurnRelays relays, IEnumerable<IceCandidate>? signaled, ConnectionReport states, long now)
    {
        var selected = ice.SelectedPair ?? ice.Kept.Selected;
        var pairs = CandidatePairs.Read(ice.Kept.Pairs, selected);
        long answered = selected?.LastAnswerAt ?? ice.Kept.Pairs.Select(static pair => pair.LastAnswerAt).DefaultIfEmpty(long.MinValue).Max();
        var report = states with
        {
            LocalMapping = NatMappings.Of(ice.Kept.Answers),
            RemoteMapping = NatMappings.OfPeer(signaled ?? []),
            Servers = ServerOutcomes.Read(ice, relays, states.Errors),
            LocalCandidates = [.. ice.LocalCandidates.Select(static candidate => ToInfo(candidate, isIgnored: false))],
            RemoteCandidates = ReadRemote(ice.Kept.Remote, signaled ?? []),
            CandidatePairs = pairs,
            SinceLastAnswer = answered == long.MinValue ? null : TimeSpan.FromMicroseconds(Math.Max(0, now - answered)),
        };
        return report with { Conclusion = ReportConclusion.Draw(report, ice.Failure, isDescribed: signaled is not null) };
    }

    private static List<CandidateInfo> ReadRemote(IReadOnlyList<IceCandidate> known, IEnumerable<IceCandidate> signaled)
    {
        var remote = known.Select(static candidate => ToInfo(candidate, isIgnored: false)).ToList();
        var ignored = signaled.Where(candidate => candidate.EndPoint is not { } endPoint || !known.Any(taken => IsSame(taken, candidate, endPoint)));

        // Whoever only connects (RFC 6544) is not sent to, and comes from another port.
        remote.AddRange(ignored.Select(static candidate => ToInfo(candidate, isIgnored: candidate is not { IsTcp: true, TcpType: "active" })));
        return remote;
    }

    private static bool IsSame(IceCandidate taken, IceCandidate candidate, IPEndPoint endPoint) => IceAddress.AreSame(taken.EndPoint!, endPoint) && taken.IsTcp == candidate.IsTcp;

    private static CandidateInfo ToInfo(IceCandidate candidate, bool isIgnored) => new()
    {
        Address = candidate.EndPoint?.Address.ToString() ?? candidate.HostName ?? string.Empty,
        Port = candidate.EndPoint?.Port ?? candidate.HostPort,
        Type = CandidatePairs.NameOf(candidate.Type),
        Protocol = candidate.Transport,
        Related = candidate.RelatedEndPoint is { Port: > 9 } related ? related : null,
        Ignored = isIgnored,
    };
}
