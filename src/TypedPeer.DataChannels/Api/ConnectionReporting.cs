using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Connection.Reporting;

namespace TypedPeer.DataChannels.Api;

/// <summary>Makes the report of a connection.</summary>
internal static class ConnectionReporting
{
    public static ConnectionReport Read(PeerConnectionCore core, long now) => ReportReader.Read(
        core.Transport.Ice,
        core.Transport.Relays,
        core.RemoteCandidates,
        new ConnectionReport
        {
            ConnectionState = core.Transport.State,
            IceConnectionState = core.Transport.IceState,
            IceGatheringState = core.GatheringState,
            Errors = [.. core.Errors.All],
            Conclusion = string.Empty,
        },
        now);
}
