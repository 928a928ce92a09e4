using System.Globalization;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice.Agent;
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
        var secured = core.RemoteIdentity is null ? null : transport.Dtls;
        return new PeerConnectionStatistics
        {
            DatagramsSent = counters.DatagramsSent,
            BytesSent = counters.BytesSent,
            BytesReceived = counters.BytesReceived,
            Reads = counters.Reads,
            MessagesSent = transport.Channels.MessagesSent,
            MessagesReceived = transport.Channels.MessagesReceived,
            DataChannels = [.. transport.Channels.ToArray().Select(channel => ToPublic(channel, transport.Channels))],
            CandidatePairs = ReadPairs(transport.Ice),
            RoundTripTime = roundTrip > 0 ? ToTimeSpan(roundTrip) : null,
            CongestionWindow = transport.Sctp?.CongestionWindow ?? 0,
            BufferedAmount = transport.Sctp?.TotalBufferedAmount ?? 0,
            SelectedCandidatePair = ReadSelectedPair(core),
            SelectedCandidatePairChanges = counters.SelectedPairChanges,
            IceRole = transport.Ice.IsControlling ? "controlling" : "controlled",
            DtlsRole = transport.LocalDtlsRole switch { DtlsRole.Client => "client", DtlsRole.Server => "server", _ => null },
            TlsVersion = secured?.Version.ToString("X4", CultureInfo.InvariantCulture),
            DtlsCipher = secured?.CipherSuite,
            LocalIdentity = core.LocalIdentity,
            RemoteIdentity = core.RemoteIdentity,
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
            pair.RoundTripTime > 0 ? ToTimeSpan(pair.RoundTripTime) : null)
        {
            Protocol = pair.Local.Transport,
        };

    private static DataChannelStatistics ToPublic(DataChannelCore channel, DataChannelTable table) => new()
    {
        Label = channel.Label,
        Protocol = channel.Options.Protocol,
        Id = channel.Id,
        State = channel.State,
        MessagesSent = channel.Sent.Messages,
        BytesSent = channel.Sent.Bytes,
        MessagesReceived = channel.Received.Messages,
        BytesReceived = channel.Received.Bytes,
        BufferedAmount = table.GetBufferedAmount(channel),
    };

    /// <summary>The pair in use may be of the session before a restart, and on no list any more.</summary>
    private static CandidatePairStatistics[] ReadPairs(IceAgent ice)
    {
        IEnumerable<IceCandidatePair> pairs = ice.SelectedPair is { } selected && !ice.Pairs.Contains(selected) ? [selected, .. ice.Pairs] : ice.Pairs;
        return [.. pairs.Select(pair => ToStatistics(pair, pair == ice.SelectedPair))];
    }

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
        CurrentRoundTripTime = pair.Counters.CurrentRoundTripTime > 0 ? ToTimeSpan(pair.Counters.CurrentRoundTripTime) : null,
        TotalRoundTripTime = ToTimeSpan(pair.Counters.TotalRoundTripTime),
        PacketsSent = pair.Counters.PacketsSent,
        BytesSent = pair.Counters.BytesSent,
        BytesReceived = pair.Counters.BytesReceived,
    };

    private static string NameOf(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => "host",
        IceCandidateType.ServerReflexive => "srflx",
        IceCandidateType.PeerReflexive => "prflx",
        _ => "relay",
    };

    private static TimeSpan ToTimeSpan(long microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
