namespace TypedPeer.Sessions.Sending;

/// <summary>
/// One source of chunks that shares the channel with others: a stream, or arguments or a result too large for one frame.
/// </summary>
internal abstract class SendFlow
{
    /// <summary>Gets or sets the next flow in the scheduler's ring.</summary>
    public SendFlow? Next { get; set; }

    /// <summary>Gets or sets a value indicating whether the flow is in the ring.</summary>
    public bool IsActive { get; set; }

    /// <summary>Gets or sets what is left of the flow's turn, in bytes.</summary>
    public int Turn { get; set; }

    /// <summary>Gets or sets the position in the queue of calls that must have left first: the header of the call this flow belongs to.</summary>
    public long NotBefore { get; set; }

    /// <summary>Gets or sets how many bytes a turn has.</summary>
    public int Quantum { get; set; } = SendScheduler.MaxChunk;

    /// <summary>Gets or sets the share of the channel, which decides the length of a turn.</summary>
    public PeerPriority Priority
    {
        set => Quantum = value switch
        {
            PeerPriority.High => 4 * SendScheduler.MaxChunk,
            PeerPriority.Low => SendScheduler.MaxChunk / 4,
            _ => SendScheduler.MaxChunk,
        };
    }

    /// <summary>Gets a value indicating whether the flow could send now.</summary>
    public abstract bool CanSend { get; }

    /// <summary>Gets how many bytes wait.</summary>
    public abstract int Pending { get; }

    /// <summary>Writes one frame with at most <paramref name="chunk"/> bytes of data; zero when not even a small one fits.</summary>
    public abstract int WriteFrame(Span<byte> destination, int chunk);
}
