using System.Globalization;
using TypedPeer.DataChannels.Connection.Reporting;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;

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
            CandidatePairs = Reporting.CandidatePairs.Read(transport.Ice.Pairs, transport.Ice.SelectedPair),
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

    public static CandidatePairInfo? ReadSelectedPair(PeerConnectionCore core) => CandidatePairs.ReadSelected(core.Transport.Ice);

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

    private static TimeSpan ToTimeSpan(long microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
