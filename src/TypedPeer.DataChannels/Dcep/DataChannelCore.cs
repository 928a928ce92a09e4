using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>One data channel as the table sees it. All members belong to whoever holds the connection's lock.</summary>
internal sealed class DataChannelCore(string label, DataChannelOptions options, bool isIncoming)
{
    private Queue<(uint PayloadProtocol, byte[] Payload)>? _unsent;
    private long _unsentBytes;

    public string Label { get; } = label;

    public DataChannelOptions Options { get; } = options;

    /// <summary>Gets whether the peer announced it.</summary>
    public bool IsIncoming { get; } = isIncoming;

    /// <summary>Gets or sets the stream id; null until the DTLS role decides between even and odd (RFC 8832, section 6).</summary>
    public ushort? Id { get; set; }

    public DataChannelState State { get; set; }

    /// <summary>Gets or sets why it closed, once it did.</summary>
    public PeerChannelCloseReason? CloseReason { get; set; }

    /// <summary>Gets or sets whether the peer certainly knows the channel: before, messages go ordered so that none overtakes OPEN.</summary>
    public bool IsAcknowledged { get; set; } = isIncoming || options.Negotiated;

    /// <summary>Gets or sets whether the association beneath has the channel's OPEN (where it needs one) and takes its messages.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Gets or sets whether we have asked to reset our direction.</summary>
    public bool ResetRequested { get; set; }

    /// <summary>Gets or sets whether our direction is reset.</summary>
    public bool OutgoingReset { get; set; }

    /// <summary>Gets or sets whether the peer's direction is reset.</summary>
    public bool IncomingReset { get; set; }

    /// <summary>Gets or sets the low-water mark.</summary>
    public long BufferedAmountLowThreshold { get; set; }

    /// <summary>Gets or sets what the driver keeps for this channel.</summary>
    public object? Owner { get; set; }

    /// <summary>Gets the bytes that wait for the channel to open.</summary>
    public long UnsentBytes => _unsentBytes;

    /// <summary>Keeps a message until the channel opens.</summary>
    public void Keep(uint payloadProtocol, ReadOnlySpan<byte> payload)
    {
        (_unsent ??= new()).Enqueue((payloadProtocol, payload.ToArray()));
        _unsentBytes += payload.Length;
    }

    /// <summary>Takes the next kept message.</summary>
    public bool TryTakeKept(out uint payloadProtocol, out byte[] payload)
    {
        if (_unsent is null || !_unsent.TryDequeue(out var item))
        {
            (payloadProtocol, payload) = (0, []);
            return false;
        }

        (payloadProtocol, payload) = item;
        _unsentBytes -= payload.Length;
        return true;
    }

    /// <summary>Throws the kept messages away.</summary>
    public void DropKept()
    {
        _unsent = null;
        _unsentBytes = 0;
    }
}
