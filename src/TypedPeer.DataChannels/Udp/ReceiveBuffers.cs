namespace TypedPeer.DataChannels.Udp;

/// <summary>
/// What sockets read into. A new one for each socket would have the collector look through the whole heap every dozen of openings, since they lie
/// pinned; so those of closed sockets are kept for others. Any thread may call anything.
/// </summary>
internal static class ReceiveBuffers
{
    /// <summary>A coalesced read may be as long as the longest datagram.</summary>
    public const int Length = 65536;

    /// <summary>So many are kept, a mebibyte: as many as a few connections have that close at once.</summary>
    private const int MaxKept = 16;

    private static readonly Lock KeptLock = new();
    private static readonly Stack<byte[]> Kept = new();

    /// <summary>Takes a buffer, whatever is in it.</summary>
    public static byte[] Rent()
    {
        lock (KeptLock)
        {
            if (Kept.TryPop(out var buffer))
            {
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>(Length, pinned: true);
    }

    /// <summary>Gives a buffer back that nobody, the system included, reads into any more.</summary>
    public static void Return(byte[] buffer)
    {
        lock (KeptLock)
        {
            if (Kept.Count < MaxKept)
            {
                Kept.Push(buffer);
            }
        }
    }
}
