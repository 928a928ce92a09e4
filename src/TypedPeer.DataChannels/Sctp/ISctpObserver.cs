using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Sctp;

/// <summary>
/// What an association has to say. Called synchronously from inside its methods: an implementation only records,
/// and never calls back into the association.
/// </summary>
internal interface ISctpObserver
{
    /// <summary>Data may flow in both directions.</summary>
    void OnConnected(long now);

    /// <summary>A whole user message arrived.</summary>
    /// <param name="stream">The peer's outgoing stream.</param>
    /// <param name="ppid">The payload protocol identifier.</param>
    /// <param name="rented">A buffer owned by the observer from now on; it goes back to <see cref="SctpMessagePool"/>.</param>
    /// <param name="length">How much of <paramref name="rented"/> is the message; at least one.</param>
    void OnMessage(ushort stream, uint ppid, byte[] rented, int length);

    /// <summary>The peer reset its outgoing stream; its numbering begins anew (RFC 6525).</summary>
    void OnStreamReset(ushort stream, long now);

    /// <summary>Our reset of an outgoing stream was answered.</summary>
    void OnStreamResetDone(ushort stream, bool accepted, long now);

    /// <summary>The stream's buffered amount fell from above its low threshold to it or below.</summary>
    void OnBufferedAmountLow(ushort stream);

    /// <summary>The association is over. Called exactly once; nothing is called after it.</summary>
    void OnClosed(SctpCloseReason reason);
}
