namespace TypedPeer.DataChannels.Dtls;

/// <summary>What ended a connection.</summary>
internal enum DtlsCloseKind
{
    /// <summary><see cref="IDtlsConnection.Close"/> was called.</summary>
    LocalClose,

    /// <summary>The peer sent close_notify.</summary>
    RemoteClose,

    /// <summary>The peer sent a fatal alert.</summary>
    RemoteAlert,

    /// <summary>The handshake broke a rule; we sent the alert.</summary>
    HandshakeFailed,

    /// <summary>The peer's certificate is none of those that the SDP vouches for.</summary>
    FingerprintMismatch,

    /// <summary>The handshake did not end in time.</summary>
    Timeout,

    /// <summary>The record numbers of the key are used up: the next nonce would be a repetition.</summary>
    SequenceExhausted,

    /// <summary>More records failed authentication than one key may see.</summary>
    TooManyForgedRecords,
}

/// <summary>Why a connection ended: for logs, and for the alert that crossed the wire if one did.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Alert">The alert sent or received.</param>
/// <param name="Message">One sentence for a developer.</param>
internal sealed record DtlsCloseReason(DtlsCloseKind Kind, DtlsAlert? Alert, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Alert is { } alert ? $"{Kind} ({alert}): {Message}" : $"{Kind}: {Message}";
}
