namespace TypedPeer.DataChannels.Sctp;

/// <summary>How one user message is to be delivered; the default value means ordered and reliable.</summary>
internal readonly record struct SctpSendOptions
{
    private readonly int _retransmitLimit;

    /// <summary>Whether the message may overtake others of its stream.</summary>
    public bool Unordered { get; init; }

    /// <summary>How often a lost part is sent again before the whole message is given up (RFC 7496 section 3.1); null for ever.</summary>
    public int? MaxRetransmits
    {
        get => _retransmitLimit == 0 ? null : _retransmitLimit - 1;
        init => _retransmitLimit = value is { } limit ? Math.Min(limit, int.MaxValue - 1) + 1 : 0;
    }

    /// <summary>Whether the message is the protocol's own, and leaves the stream's buffered amount as it is.</summary>
    public bool IsUncounted { get; init; }

    /// <summary>How long the message is worth sending, in microseconds from now (RFC 3758 section 4.1); zero for ever.</summary>
    public long LifetimeMicroseconds { get; init; }
}
