using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>What the channel table needs of the association beneath it (RFC 8831, section 6). No member throws, whatever the peer does.</summary>
internal interface IDataChannelTransport
{
    /// <summary>Gets whether messages are taken at all: not once either side has begun to end the association.</summary>
    bool CanSend { get; }

    /// <summary>Gets what messages hold that the peer has not acknowledged yet, over all streams.</summary>
    long HeldBytes { get; }

    /// <summary>Gets the largest message the peer takes, in bytes.</summary>
    int MaxMessageSize { get; }

    /// <summary>Queues a message on a stream; false when the association is ending or over, or the stream is being reset.</summary>
    bool Send(ushort stream, uint payloadProtocol, MessagePayload payload, DataChannelOptions options, bool ordered, long now);

    /// <summary>Forgets messages that nobody is to get any more since their time is over, above all of this stream.</summary>
    void DropExpired(ushort stream, long now);

    /// <summary>Resets our direction of a stream once its queued messages have left (RFC 6525).</summary>
    void ResetStream(ushort stream, long now);

    /// <summary>Gets the bytes of the application's messages on a stream that have not left yet.</summary>
    long GetBufferedAmount(ushort stream);

    /// <summary>Gets how many messages on a stream are neither acknowledged whole nor given up.</summary>
    int GetPendingCount(ushort stream);

    /// <summary>Sets a stream's share of the path beside others (RFC 8831, section 6.4).</summary>
    void SetPriority(ushort stream, DataChannelPriority priority);

    /// <summary>Sets a stream's low-water mark.</summary>
    void SetBufferedAmountLowThreshold(ushort stream, long bytes);
}
