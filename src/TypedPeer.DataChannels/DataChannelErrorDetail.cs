namespace TypedPeer.DataChannels;

/// <summary>What failed beneath a data channel (the part of W3C's <c>RTCErrorDetailType</c> that data channels can meet).</summary>
public enum DataChannelErrorDetail
{
    /// <summary>The channel itself, or the path: the reason says more.</summary>
    DataChannelFailure,

    /// <summary>The handshake of DTLS, or its records; an alert crossed the wire.</summary>
    DtlsFailure,

    /// <summary>The peer's certificate is not the one that its description names.</summary>
    FingerprintFailure,

    /// <summary>The SCTP association.</summary>
    SctpFailure,
}
