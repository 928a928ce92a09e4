using System.Net;
using System.Runtime.Versioning;
using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>What the browser's <c>getStats</c> tells of a connection, as far as it is wrapped. Counters that a browser leaves out are zero.</summary>
/// <param name="Transport">ICE and DTLS; null before there is any.</param>
/// <param name="Pairs">The pairs of candidates.</param>
/// <param name="Channels">The data channels, those that are closed included.</param>
[SupportedOSPlatform("browser")]
internal sealed record PageStatistics(PageStatistics.TransportEntry? Transport, IReadOnlyList<PageStatistics.Pair> Pairs, IReadOnlyList<PageStatistics.ChannelEntry> Channels)
{
    /// <summary>Reads what the module tells.</summary>
    public static PeerConnectionStatistics Read(string json, PageConnection connection)
    {
        var told = JsonSerializer.Deserialize(json, PageJson.Default.PageStatistics)!;
        var transport = told.Transport;
        return new PeerConnectionStatistics
        {
            DatagramsSent = transport?.PacketsSent ?? 0,
            BytesSent = transport?.BytesSent ?? 0,
            BytesReceived = transport?.BytesReceived ?? 0,
            MessagesSent = told.Channels.Sum(static channel => channel.MessagesSent),
            MessagesReceived = told.Channels.Sum(static channel => channel.MessagesReceived),
            DataChannels = [.. told.Channels.Where(static channel => channel.State != "closed").Select(channel => channel.ToPublic(connection))],
            CandidatePairs = [.. told.Pairs.OrderByDescending(static pair => pair.Selected).ThenByDescending(static pair => pair.Priority).Select(static pair => pair.ToPublic())],
            BufferedAmount = connection.Channels.Sum(static channel => channel.BufferedAmount),
            SelectedCandidatePair = told.Pairs.FirstOrDefault(static pair => pair.Selected)?.ToInfo(),
            SelectedCandidatePairChanges = transport?.SelectedCandidatePairChanges ?? 0,
            IceRole = transport?.IceRole ?? string.Empty,
            DtlsRole = transport?.DtlsRole is "client" or "server" ? transport.DtlsRole : null,
            TlsVersion = transport?.TlsVersion,
            DtlsCipher = transport?.DtlsCipher,
            LocalIdentity = connection.FindLocalIdentity(),
            RemoteIdentity = connection.RemoteIdentity,
        };
    }

    /// <summary>Returns the path in use; null where there is none, or the browser does not tell.</summary>
    public static CandidatePairInfo? ReadSelectedPair(int connection) =>
        Page.SelectedPair(connection) is { } json ? JsonSerializer.Deserialize(json, PageJson.Default.Pair)!.ToInfo() : null;

    private static TimeSpan? ToTime(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    internal sealed record TransportEntry(
        long PacketsSent, long BytesSent, long BytesReceived, int SelectedCandidatePairChanges, string? IceRole, string? DtlsRole, string? TlsVersion, string? DtlsCipher);

    internal sealed record Candidate(string? Address, int Port, string? CandidateType, string? Protocol)
    {
        /// <summary>Gets where it is. A browser may keep an address to itself, or have a name in its place: that is no address of anybody.</summary>
        internal IPEndPoint EndPoint => new(IPAddress.TryParse(Address, out var address) ? address : IPAddress.Any, Port);

        internal string Kind => CandidateType ?? string.Empty;
    }

    internal sealed record Pair(
        Candidate? Local,
        Candidate? Remote,
        bool Selected,
        string? State,
        bool Nominated,
        ulong Priority,
        long RequestsSent,
        long ConsentRequestsSent,
        long RequestsReceived,
        long ResponsesSent,
        long ResponsesReceived,
        double? CurrentRoundTripTime,
        double? TotalRoundTripTime,
        long PacketsSent,
        long BytesSent,
        long BytesReceived)
    {
        private static readonly Candidate Unknown = new(null, 0, null, null);

        private Candidate Here => Local ?? Unknown;

        private Candidate There => Remote ?? Unknown;

        private string Protocol => Here.Protocol ?? "udp";

        public CandidatePairInfo ToInfo() => new(Here.EndPoint, Here.Kind, There.EndPoint, There.Kind, ToTime(CurrentRoundTripTime)) { Protocol = Protocol };

        public CandidatePairStatistics ToPublic() => new()
        {
            Local = Here.EndPoint,
            LocalType = Here.Kind,
            Remote = There.EndPoint,
            RemoteType = There.Kind,
            Protocol = Protocol,
            State = State switch
            {
                "waiting" => CandidatePairState.Waiting,
                "in-progress" => CandidatePairState.InProgress,
                "failed" => CandidatePairState.Failed,
                "succeeded" => CandidatePairState.Succeeded,
                _ => CandidatePairState.Frozen,
            },
            Nominated = Nominated,
            Selected = Selected,
            Priority = Priority,
            RequestsSent = RequestsSent,
            ConsentRequestsSent = ConsentRequestsSent,
            RequestsReceived = RequestsReceived,
            ResponsesSent = ResponsesSent,
            ResponsesReceived = ResponsesReceived,
            CurrentRoundTripTime = ToTime(CurrentRoundTripTime),
            TotalRoundTripTime = ToTime(TotalRoundTripTime) ?? TimeSpan.Zero,
            PacketsSent = PacketsSent,
            BytesSent = BytesSent,
            BytesReceived = BytesReceived,
        };
    }

    internal sealed record ChannelEntry(
        string? Label, string? Protocol, int? DataChannelIdentifier, string? State, long MessagesSent, long BytesSent, long MessagesReceived, long BytesReceived)
    {
        public DataChannelStatistics ToPublic(PageConnection connection) => new()
        {
            Label = Label ?? string.Empty,
            Protocol = Protocol ?? string.Empty,
            Id = DataChannelIdentifier,
            State = State switch
            {
                "connecting" => DataChannelState.Connecting,
                "open" => DataChannelState.Open,
                "closing" => DataChannelState.Closing,
                _ => DataChannelState.Closed,
            },
            MessagesSent = MessagesSent,
            BytesSent = BytesSent,
            MessagesReceived = MessagesReceived,
            BytesReceived = BytesReceived,
            BufferedAmount = connection.Channels.FirstOrDefault(channel => channel.Id == DataChannelIdentifier)?.BufferedAmount ?? 0,
        };
    }
}
