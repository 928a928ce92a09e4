namespace TypedPeer.DataChannels.Dcep;

/// <summary>What the channel table needs of the association beneath it (RFC 8831, section 6).</summary>
internal interface IDataChannelTransport
{
    /// <summary>Queues a message on a stream; false when the peer ends the association or the stream, or grants no such stream.</summary>
    bool Send(ushort stream, uint payloadProtocol, ReadOnlySpan<byte> payload, DataChannelOptions options, bool ordered);

    /// <summary>Resets our direction of a stream once its queued messages have left (RFC 6525).</summary>
    void ResetStream(ushort stream);

    /// <summary>Gets the bytes of a stream that have not left yet.</summary>
    long GetBufferedAmount(ushort stream);

    /// <summary>Sets a stream's low-water mark.</summary>
    void SetBufferedAmountLowThreshold(ushort stream, long bytes);
}
