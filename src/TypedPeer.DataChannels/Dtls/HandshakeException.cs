namespace TypedPeer.DataChannels.Dtls;

/// <summary>
/// A rule of the handshake is broken and the connection ends with <see cref="Alert"/>. Caught by
/// <see cref="IDtlsConnection"/>: it never leaves the layer.
/// </summary>
internal sealed class HandshakeException : Exception
{
    /// <summary>Ends the handshake.</summary>
    public HandshakeException(DtlsAlert alert, string message, Exception? inner = null)
        : base(message, inner) => Alert = alert;

    /// <summary>Gets the alert to send.</summary>
    public DtlsAlert Alert { get; }

    /// <summary>Gets what the owner is told.</summary>
    public DtlsCloseKind Kind { get; init; } = DtlsCloseKind.HandshakeFailed;
}
