namespace TypedPeer.DataChannels.Sctp.Sending;

/// <summary>One user message from <c>SctpAssociation.Send</c> until its last chunk is acknowledged or given up. Reused.</summary>
internal sealed class SctpOutgoingMessage
{
    public SctpOutgoingStream Stream { get; set; } = null!;

    public SctpSlab Slab { get; set; } = null!;

    /// <summary>Where the message begins in its slab.</summary>
    public int Start { get; set; }

    public int Length { get; set; }

    /// <summary>How much of it was given TSNs.</summary>
    public int Sent { get; set; }

    public uint Ppid { get; set; }

    public ushort Sequence { get; set; }

    public bool IsUnordered { get; set; }

    /// <summary>Whether the stream's buffered amount leaves it out.</summary>
    public bool IsUncounted { get; set; }

    /// <summary>How often a chunk of it may be sent again.</summary>
    public int MaxRetransmits { get; set; }

    /// <summary>When it is no longer worth sending.</summary>
    public long ExpiresAt { get; set; }

    /// <summary>The TSN of its first chunk, once there is one.</summary>
    public uint FirstTsn { get; set; }

    /// <summary>How many chunks hold on to it, and one for the queue it waits in.</summary>
    public int References { get; set; }

    /// <summary>The message behind it in its stream's queue, or in the list of unused ones.</summary>
    public SctpOutgoingMessage? Next { get; set; }

    public ReadOnlySpan<byte> Slice(int offset, int length) => Slab.Buffer.AsSpan(Start + offset, length);
}
