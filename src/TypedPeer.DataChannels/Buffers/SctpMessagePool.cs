using System.Buffers;
using System.Numerics;

namespace TypedPeer.DataChannels.Buffers;

/// <summary>
/// Buffers of messages, received and to be sent, which one thread takes and another gives back. <see cref="ArrayPool{T}.Shared"/> keeps
/// a few dozen of each size; one read can bring thousands of small messages, and a fast path has megabytes in flight. So they are
/// kept here: of each size up to 64 KiB as many as were in use at once, within a bound. After each full collection, which says that
/// memory is wanted, half of what lay unused since the one before is let go.
/// </summary>
/// <remarks>A buffer may also be given to <see cref="ArrayPool{T}.Shared"/>, and one from there to this pool: both only look at its length.</remarks>
internal static class SctpMessagePool
{
    private const int SmallestShift = 6;
    private const int LargestShift = 16;

    /// <summary>
    /// A connection under full load has its window of 4 MiB unread in buffers that are up to twice as long as their messages, and as
    /// much under way to the peer; with less room here each of them would be garbage once in a while.
    /// </summary>
    private const int BytesPerSize = 16 << 20;

    /// <summary>Small messages count with an overhead in the window, so that there are never more of them.</summary>
    private const int MostPerSize = 64 * 1024;

    private static readonly SctpBufferBucket[] Buckets = MakeBuckets();

    static SctpMessagePool() => _ = new Trimmer();

    /// <summary>Gets how long a buffer is that was taken for this length: what it costs, wherever it comes from.</summary>
    public static int GetCapacity(int length) => length <= 1 << SmallestShift ? 1 << SmallestShift : (int)BitOperations.RoundUpToPowerOf2((uint)length);

    /// <summary>Takes a buffer of at least this length.</summary>
    public static byte[] Rent(int length)
    {
        var shift = length <= 1 << SmallestShift ? SmallestShift : BitOperations.Log2((uint)length - 1) + 1;
        return shift > LargestShift
            ? ArrayPool<byte>.Shared.Rent(length)
            : Buckets[shift - SmallestShift].Take() ?? new byte[1 << shift];
    }

    /// <summary>Gives a buffer back; who does must not use it any more.</summary>
    public static void Return(byte[] buffer)
    {
        if (BitOperations.IsPow2(buffer.Length) && buffer.Length is >= 1 << SmallestShift and <= 1 << LargestShift)
        {
            Buckets[BitOperations.Log2((uint)buffer.Length) - SmallestShift].Put(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SctpBufferBucket[] MakeBuckets()
    {
        var buckets = new SctpBufferBucket[LargestShift - SmallestShift + 1];
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] = new SctpBufferBucket(Math.Min(BytesPerSize >> (i + SmallestShift), MostPerSize));
        }

        return buckets;
    }

    /// <summary>Lies unreachable in the oldest generation, so that its finalizer runs after each full collection.</summary>
    private sealed class Trimmer
    {
#pragma warning disable MA0055 // There is no other way to hear of a full collection without a thread of one's own. It only forgets references, in bounded time.
        ~Trimmer()
#pragma warning restore MA0055
        {
            foreach (var bucket in Buckets)
            {
                bucket.Trim();
            }

            GC.ReRegisterForFinalize(this);
        }
    }
}
