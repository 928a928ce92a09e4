using System.Security.Authentication;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What ended a layer, in the words of the channel seam.</summary>
internal static class CloseReasonMapping
{
    public static PeerChannelCloseReason FromIce(IceFailure failure, string? localTrouble) => CloseReasons.Lost(failure switch
    {
        IceFailure.NoPath => $"No path to the peer: this side has no socket to send from. {localTrouble}".TrimEnd(),
        IceFailure.NoCandidate => "No path to the peer: it says that it has no address, and has sent nothing.",
        IceFailure.NoPair => "No path to the peer: none of its addresses can be reached from any of this side's.",
        IceFailure.NoAnswer => "No path to the peer: not one check was answered.",
        _ => "No path to the peer: it has not answered for so long that consent to send expired.",
    });

    public static PeerChannelCloseReason FromDtls(DtlsCloseReason reason) => reason.Kind switch
    {
        DtlsCloseKind.LocalClose => CloseReasons.LocalConnection,
        DtlsCloseKind.RemoteClose => CloseReasons.RemoteConnection,
        DtlsCloseKind.FingerprintMismatch => CloseReasons.Protocol($"DTLS: {reason}") with { Exception = new AuthenticationException(reason.ToString()) },
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
