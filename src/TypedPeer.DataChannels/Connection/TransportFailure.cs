using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What is known of a failure of a layer beyond its words.</summary>
internal sealed record TransportFailure(DataChannelErrorDetail Detail, int? SctpCauseCode = null, int? SentAlert = null, int? ReceivedAlert = null)
{
    public static TransportFailure Of(DtlsCloseReason reason) => reason.Kind switch
    {
        DtlsCloseKind.RemoteAlert => new(DataChannelErrorDetail.DtlsFailure, ReceivedAlert: (int?)reason.Alert),
        DtlsCloseKind.FingerprintMismatch => new(DataChannelErrorDetail.FingerprintFailure, SentAlert: (int?)reason.Alert),
        _ => new(DataChannelErrorDetail.DtlsFailure, SentAlert: (int?)reason.Alert),
    };

    public static TransportFailure Of(in SctpCloseReason reason) => new(DataChannelErrorDetail.SctpFailure, reason.Cause);
}
