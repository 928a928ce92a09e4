using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Connection;

/// <summary>Takes the public snapshot from the core's counters.</summary>
internal static class StatisticsReader
{
    public static PeerConnectionStatistics Read(PeerConnectionCore core, bool offload)
    {
        var transport = core.Transport;
        var counters = transport.Counters;
        var roundTrip = transport.Sctp?.SmoothedRoundTripTime ?? 0;
        return new PeerConnectionStatistics
        {
            DatagramsSent = counters.DatagramsSent,
            BytesSent = counters.BytesSent,
            BytesReceived = counters.BytesReceived,
            Reads = counters.Reads,
            MessagesSent = transport.Channels.MessagesSent,
            MessagesReceived = transport.Channels.MessagesReceived,
            DataChannels = transport.Channels.Count,
            RoundTripTime = roundTrip > 0 ? ToTimeSpan(roundTrip) : null,
            CongestionWindow = transport.Sctp?.CongestionWindow ?? 0,
            BufferedAmount = transport.Sctp?.TotalBufferedAmount ?? 0,
            SelectedCandidatePair = ReadSelectedPair(core),
            SegmentationOffload = offload,
        };
    }

    public static CandidatePairInfo? ReadSelectedPair(PeerConnectionCore core) => core.Transport.Ice.SelectedPair is { } pair ? ToPublic(pair) : null;

    private static CandidatePairInfo? ToPublic(IceCandidatePair pair) => pair.Local.EndPoint is not { } local
        ? null
        : new CandidatePairInfo(
            local,
            NameOf(pair.Local.Type),
            pair.RemoteEndPoint,
            NameOf(pair.Remote.Type),
            pair.RoundTripTime > 0 ? ToTimeSpan(pair.RoundTripTime) : null);

    private static string NameOf(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => "host",
        IceCandidateType.ServerReflexive => "srflx",
        IceCandidateType.PeerReflexive => "prflx",
        _ => "relay",
    };

    private static TimeSpan ToTimeSpan(long microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
