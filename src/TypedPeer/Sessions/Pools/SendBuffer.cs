using System.Numerics;
using TypedPeer.Channels;

namespace TypedPeer.Sessions.Pools;

/// <summary>
/// An array that messages lie in, one behind the other, until the last who reads one of them lets go of it: who sends it, and what keeps it until the peer has acknowledged it. So a message is
/// composed where it is kept. Of these one session holds a number that rises and falls by dozens within milliseconds, on two threads: a pool of their own, since the shared one lets go of more
/// than some dozens of a size.
/// </summary>
internal sealed class SendBuffer : IPeerMemoryOwner
{
    /// <summary>The size of those that messages are composed in: the largest channel message, in bytes. 64 KiB: large enough to make the cost per message small, small enough not to delay the next.</summary>
    public const int Size = 64 * 1024;

    /// <summary>The smallest, in bytes.</summary>
    public const int LeastSize = 1024;

    /// <summary>How many bytes of one size lie idle in a process: 4 MiB, by which what one fast stream keeps rises and falls.</summary>
    private const int MaxIdleBytes = 4 * 1024 * 1024;

    /// <summary>How many of the smaller ones do at most.</summary>
    private const int MaxIdle = 256;

    private static readonly int Smallest = BitOperations.Log2(LeastSize);
    private static readonly ObjectPool<SendBuffer>[] Idle = CreatePools();

    private int _references = 1;

    private SendBuffer()
    {
    }

    public byte[] Bytes { get; private set; } = [];

    /// <summary>Gets or sets how much of it is taken. Under the lock of the session that has it.</summary>
    public int Used { get; set; }

    /// <summary>Gets or sets how many messages in it are kept. Under the lock of the session that has it.</summary>
    public int Kept { get; set; }

    /// <summary>Gets how much is left.</summary>
    public int Left => Bytes.Length - Used;

    /// <summary>Lends one of a size, in bytes, that is a power of two; it goes back with the last reference, of which there is one.</summary>
    public static SendBuffer Rent(int size)
    {
        var buffer = PoolOf(size).Rent() ?? new();
        if (buffer.Bytes.Length == 0)
        {
            buffer.Bytes = PoolWatch.Current?.Rent(size) ?? new byte[size];
        }

        buffer._references = 1;
        buffer.Used = 0;
        return buffer;
    }

    /// <summary>One more reads it. Whoever asks has a reference.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>One who read it does no more. The last gives it back: then nobody may refer to it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0)
        {
            return;
        }

        var pool = PoolOf(Bytes.Length);
        if (PoolWatch.Current is { } watch)
        {
            watch.Return(Bytes);
            Bytes = [];
        }

        pool.Return(this);
    }

    private static ObjectPool<SendBuffer>[] CreatePools()
    {
        var pools = new ObjectPool<SendBuffer>[BitOperations.Log2(Size) - Smallest + 1];
        for (var index = 0; index < pools.Length; index++)
        {
            pools[index] = new ObjectPool<SendBuffer>(Math.Min(MaxIdleBytes >> (Smallest + index), MaxIdle));
        }

        return pools;
    }

    private static ObjectPool<SendBuffer> PoolOf(int size) => Idle[BitOperations.Log2((uint)size) - Smallest];
}
