namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>How far an outgoing stream's reset has come (RFC 6525 section 5.1.2).</summary>
internal enum SctpResetProgress
{
    None,

    /// <summary>Wanted; queued messages leave first.</summary>
    Wanted,

    /// <summary>Asked for, not answered.</summary>
    Requested,
}

/// <summary>One outgoing stream: its queue, numbering, and share of the association.</summary>
internal sealed class SctpOutgoingStream(ushort id, ushort firstSequence)
{
    private SctpOutgoingMessage? _last;

    public ushort Id { get; } = id;

    /// <summary>The number of its next ordered message.</summary>
    public ushort NextSequence { get; set; } = firstSequence;

    /// <summary>Gets the first message not wholly sent.</summary>
    public SctpOutgoingMessage? First { get; private set; }

    /// <summary>Bytes of messages that were not given TSNs yet, and count.</summary>
    public long BufferedAmount { get; set; }

    public long BufferedAmountLowThreshold { get; set; }

    public SctpResetProgress Reset { get; set; }

    /// <summary>
    /// Whether this side asked for the reset: nothing is left to know of the stream then. When only the peer asked, its numbering begins
    /// anew, and what was set for it stays.
    /// </summary>
    public bool IsGivenUp { get; set; }

    /// <summary>How many of its messages are neither acknowledged whole nor given up.</summary>
    public int PendingCount { get; set; }

    /// <summary>
    /// Whether a reset may be asked for: everything was acknowledged or given up. Otherwise a FORWARD TSN that names a sequence number
    /// from before the reset could reach the peer after it, and skip messages of the new numbering; and a peer that learns of the
    /// reset together with the last messages may close the channel before it has handed them on, as libdatachannel was seen to do.
    /// </summary>
    public bool IsReadyForReset => PendingCount == 0;

    /// <summary>The stream's share relative to others (the priority of RFC 8831 section 6.4).</summary>
    public int Weight { get; set; } = SctpStreamScheduler.DefaultWeight;

    /// <summary>How much it has sent, divided by its weight: the one with the least is next.</summary>
    public long VirtualTime { get; set; }

    /// <summary>In which FORWARD TSN the stream was named last, and where: each names it once.</summary>
    public long ForwardTsnNumber { get; set; }

    /// <inheritdoc cref="ForwardTsnNumber"/>
    public int ForwardTsnPosition { get; set; }

    /// <summary>Breaks ties in the order in which streams became ready.</summary>
    public long ReadySince { get; set; }

    public void Enqueue(SctpOutgoingMessage message)
    {
        if (First is null)
        {
            First = message;
        }
        else
        {
            _last!.Next = message;
        }

        _last = message;
        BufferedAmount += message.IsUncounted ? 0 : message.Length;
    }

    public SctpOutgoingMessage Dequeue()
    {
        var message = First!;
        First = message.Next;
        message.Next = null;
        return message;
    }
}
