using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What ended a layer, in the words of the channel seam.</summary>
internal static class CloseReasonMapping
{
    public static PeerChannelCloseReason FromDtls(DtlsCloseReason reason) => reason.Kind switch
    {
        DtlsCloseKind.LocalClose => CloseReasons.LocalConnection,
        DtlsCloseKind.RemoteClose => CloseReasons.RemoteConnection,
        DtlsCloseKind.Timeout => CloseReasons.Lost($"DTLS: {reason}"),
        _ => CloseReasons.Protocol($"DTLS: {reason}"),
    };

    public static PeerChannelCloseReason FromSctp(in SctpCloseReason reason) => reason.Kind switch
    {
        SctpCloseKind.LocalAbort => CloseReasons.LocalConnection,
        SctpCloseKind.Shutdown or SctpCloseKind.RemoteAbort => CloseReasons.RemoteConnection,
        SctpCloseKind.Timeout => CloseReasons.Lost($"SCTP: {reason.Message}"),
        SctpCloseKind.PeerRestarted => CloseReasons.Lost($"SCTP: {reason.Message}"),
        _ => CloseReasons.Protocol($"SCTP: {reason.Message}"),
    };
}
