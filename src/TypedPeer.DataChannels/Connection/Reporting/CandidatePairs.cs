using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Connection.Reporting;

/// <summary>The pairs of the core, in public words.</summary>
internal static class CandidatePairs
{
    /// <summary>The pair in use may be of the session before a restart, and on no list any more.</summary>
    public static CandidatePairStatistics[] Read(IReadOnlyList<IceCandidatePair> pairs, IceCandidatePair? selected)
    {
        IEnumerable<IceCandidatePair> all = selected is null || pairs.Contains(selected) ? pairs : [selected, .. pairs];
        return [.. all.Select(pair => ToStatistics(pair, pair == selected))];
    }

    public static CandidatePairInfo? ReadSelected(IceAgent ice) => ice.SelectedPair is not { Local.EndPoint: { } local } pair
        ? null
        : new CandidatePairInfo(
            local,
            NameOf(pair.Local.Type),
            pair.RemoteEndPoint,
            NameOf(pair.Remote.Type),
            pair.RoundTripTime > 0 ? TimeSpan.FromMicroseconds(pair.RoundTripTime) : null)
        {
            Protocol = pair.Local.Transport,
        };

    public static string NameOf(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => "host",
        IceCandidateType.ServerReflexive => "srflx",
        IceCandidateType.PeerReflexive => "prflx",
        _ => "relay",
    };

    private static CandidatePairStatistics ToStatistics(IceCandidatePair pair, bool isSelected) => new()
    {
        Local = pair.Local.EndPoint ?? pair.Path.LocalEndPoint,
        LocalType = NameOf(pair.Local.Type),
        Remote = pair.RemoteEndPoint,
        RemoteType = NameOf(pair.Remote.Type),
        Protocol = pair.Local.Transport,
        State = pair.State switch
        {
            IceCandidatePairState.Frozen => CandidatePairState.Frozen,
            IceCandidatePairState.Waiting => CandidatePairState.Waiting,
            IceCandidatePairState.InProgress => CandidatePairState.InProgress,
            IceCandidatePairState.Succeeded => CandidatePairState.Succeeded,
            _ => CandidatePairState.Failed,
        },
        Nominated = pair.IsNominated,
        Selected = isSelected,
        Priority = pair.Priority,
        RequestsSent = pair.Counters.RequestsSent,
        ConsentRequestsSent = pair.Counters.ConsentRequestsSent,
        RequestsReceived = pair.Counters.RequestsReceived,
        ResponsesSent = pair.Counters.ResponsesSent,
        ResponsesReceived = pair.Counters.ResponsesReceived,
        CurrentRoundTripTime = pair.Counters.CurrentRoundTripTime > 0 ? TimeSpan.FromMicroseconds(pair.Counters.CurrentRoundTripTime) : null,
        TotalRoundTripTime = TimeSpan.FromMicroseconds(pair.Counters.TotalRoundTripTime),
        PacketsSent = pair.Counters.PacketsSent,
        BytesSent = pair.Counters.BytesSent,
        BytesReceived = pair.Counters.BytesReceived,
    };
}
