namespace TypedPeer.Sessions.Sending;

/// <summary>What waits of one kind, outside of the queues of frames: how many bytes are to leave, and how large the arrays are that hold them.</summary>
internal sealed class WaitingBytes
{
    /// <summary>Gets how many bytes have not left.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gets how many bytes of memory they hold.</summary>
    public long Held { get; private set; }

    public void Add(int bytes, int held)
    {
        Bytes += bytes;
        Held += held;
    }

    public void Remove(int bytes, int held)
    {
        Bytes -= bytes;
        Held -= held;
    }
}
