namespace TypedPeer.Sessions.Pools;

/// <summary>
/// Arrays of one size that what is kept lies in. Of these one session holds a number that rises and falls by hundreds within milliseconds, as it sends and the peer acknowledges, on two threads: a pool
/// of its own, since the shared one lets go of more than some dozens of a size.
/// </summary>
internal static class SegmentPool
{
    /// <summary>The power of two that the arrays' size is. 16 KiB: small enough for a session that keeps a few bytes, large enough that a message lies in a few.</summary>
    public const int SizeLog2 = 14;

    /// <summary>The size of each array, in bytes.</summary>
    public const int Size = 1 << SizeLog2;

    /// <summary>The most that lie idle in a process: 4 MiB, by which what one fast stream keeps rises and falls.</summary>
    private const int MaxIdle = 256;

    private static readonly ObjectPool<byte[]> Idle = new(MaxIdle);

    public static byte[] Rent() => PoolWatch.Current is { } watch ? watch.Rent(Size) : Idle.Rent() ?? new byte[Size];

    /// <summary>Gives an array back. Nobody may refer to it any more.</summary>
    public static void Return(byte[] segment)
    {
        if (PoolWatch.Current is { } watch)
        {
            watch.Return(segment);
        }
        else
        {
            Idle.Return(segment);
        }
    }
}
