using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>One data channel as the table sees it. All members belong to whoever holds the connection's lock.</summary>
internal sealed class DataChannelCore(string label, DataChannelOptions options, bool isIncoming)
{
    private Queue<(uint PayloadProtocol, byte[] Payload)>? _unsent;
    private long _unsentBytes;
    private bool _isLowSignalled;
    private volatile WeakReference<IDataChannelOwner>? _owner;

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

    /// <summary>Gets or sets whether a signal that the amount is low was recorded and is not raised yet: another one would say nothing more.</summary>
    public bool IsLowSignalled
    {
        get => Volatile.Read(ref _isLowSignalled);
        set => Volatile.Write(ref _isLowSignalled, value);
    }

    /// <summary>Gets how many messages were sent, and received, and the application's bytes in them.</summary>
    public MessageCounters Sent { get; } = new();

    /// <inheritdoc cref="Sent"/>
    public MessageCounters Received { get; } = new();

    /// <summary>Gets or sets the bytes that had not left when the channel ended.</summary>
    public long FinalBufferedAmount { get; set; }

    /// <summary>Gets or sets how many messages the peer had not acknowledged when the channel ended.</summary>
    public int FinalPendingCount { get; set; }

    /// <summary>Gets or sets its place among the channels that are closing.</summary>
    public LinkedListNode<ClosingChannel>? Closing { get; set; }

    /// <summary>Gets or sets what it is counted with among what the peer makes us hold; zero for our own.</summary>
    public long HeldBytes { get; set; }

    /// <summary>Gets or sets whether the application has it, which is its owner from then on.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Gets or sets what is to be called when it has ended; from inside the table, so that it only passes that on.</summary>
    public Action? Ended { get; set; }

    /// <summary>Gets what the application holds of the channel; null before there is any, and when nobody holds it any more.</summary>
    public IDataChannelOwner? Owner => _owner is { } weak && weak.TryGetTarget(out var owner) ? owner : null;

    /// <summary>Sets the owner, which is not kept alive by this.</summary>
    public void SetOwner(IDataChannelOwner owner) => _owner = new WeakReference<IDataChannelOwner>(owner);

    /// <summary>Gets the bytes of the application that wait for the channel to open.</summary>
    public long UnsentBytes => _unsentBytes;

    /// <summary>Gets what the messages hold that wait for the channel to open.</summary>
    public long UnsentCost { get; private set; }

    /// <summary>Gets whether messages, however short, wait for the channel to open.</summary>
    public bool HasUnsent => UnsentCount > 0;

    /// <summary>Gets how many messages wait for the channel to open.</summary>
    public int UnsentCount => _unsent?.Count ?? 0;

    /// <summary>Gets the length of the longest message that waited for the channel to open.</summary>
    public int LongestUnsent { get; private set; }

    /// <summary>Readies its stream, which may have had another channel before.</summary>
    public void Prepare(IDataChannelTransport transport)
    {
        transport.SetPriority(Id!.Value, Options.Priority);
        transport.SetBufferedAmountLowThreshold(Id.Value, BufferedAmountLowThreshold);
    }

    /// <summary>Keeps a message until the channel opens.</summary>
    public void Keep(uint payloadProtocol, ReadOnlySpan<byte> payload)
    {
        (_unsent ??= new()).Enqueue((payloadProtocol, payload.ToArray()));
        _unsentBytes += PayloadProtocol.LengthOf(payloadProtocol, payload.Length);
        UnsentCost += payload.Length + MessageCost.Overhead;
        LongestUnsent = Math.Max(LongestUnsent, payload.Length);
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
        _unsentBytes -= PayloadProtocol.LengthOf(payloadProtocol, payload.Length);
        UnsentCost -= payload.Length + MessageCost.Overhead;
        return true;
    }

    /// <summary>Throws the kept messages away.</summary>
    public void DropKept()
    {
        _unsent = null;
        _unsentBytes = 0;
        UnsentCost = 0;
    }
}
