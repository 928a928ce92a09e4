namespace TypedPeer.DataChannels.Sctp.Receiving;

/// <summary>
/// Received user data that cannot be delivered yet: one chunk out of its message's middle, or everything of a message from its
/// beginning up to <see cref="LastTsn"/>. Reused.
/// </summary>
internal sealed class SctpFragment
{
    public byte[] Buffer { get; set; } = [];

    public int Length { get; set; }

    public uint LastTsn { get; set; }

    public uint Ppid { get; set; }

    public ushort Stream { get; set; }

    public ushort Sequence { get; set; }

    public bool IsUnordered { get; set; }

    public bool HasBegin { get; set; }

    public bool HasEnd { get; set; }

    /// <summary>The next in the list of unused ones.</summary>
    public SctpFragment? Next { get; set; }

    /// <summary>Whether both are parts of one message, as far as they say.</summary>
    public bool Fits(SctpFragment other) =>
        Stream == other.Stream && IsUnordered == other.IsUnordered && (IsUnordered || Sequence == other.Sequence);
}
