using System.Buffers;
using System.Numerics;

namespace TypedPeer.DataChannels.Sctp;

/// <summary>
/// Buffers of messages, received and to be sent, which one thread takes and another gives back. <see cref="ArrayPool{T}.Shared"/> keeps
/// a few dozen of each size; one read can bring thousands of small messages, and a fast path has megabytes in flight. So they are
/// kept here: of each size up to 64 KiB as many as were in use at once, and at most 4 MiB for the process.
/// </summary>
/// <remarks>A buffer may also be given to <see cref="ArrayPool{T}.Shared"/>, and one from there to this pool: both only look at its length.</remarks>
internal static class SctpMessagePool
{
    private const int SmallestShift = 6;
    private const int LargestShift = 16;
    private const int BytesPerSize = 4 << 20;
    private const int MostPerSize = 32 * 1024;

    private static readonly Shelf[] Shelves = MakeShelves();

    /// <summary>Takes a buffer of at least this length.</summary>
    public static byte[] Rent(int length)
    {
        var shift = length <= 1 << SmallestShift ? SmallestShift : BitOperations.Log2((uint)length - 1) + 1;
        return shift > LargestShift
            ? ArrayPool<byte>.Shared.Rent(length)
            : Shelves[shift - SmallestShift].Take() ?? new byte[1 << shift];
    }

    /// <summary>Gives a buffer back; who does must not use it any more.</summary>
    public static void Return(byte[] buffer)
    {
        if (BitOperations.IsPow2(buffer.Length) && buffer.Length is >= 1 << SmallestShift and <= 1 << LargestShift)
        {
            Shelves[BitOperations.Log2((uint)buffer.Length) - SmallestShift].Put(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Shelf[] MakeShelves()
    {
        var shelves = new Shelf[LargestShift - SmallestShift + 1];
        for (var i = 0; i < shelves.Length; i++)
        {
            shelves[i] = new Shelf(Math.Min(BytesPerSize >> (i + SmallestShift), MostPerSize));
        }

        return shelves;
    }

    /// <summary>The buffers of one size. Grows to what was in use at once, up to its capacity.</summary>
    private sealed class Shelf(int capacity)
    {
        private readonly Lock _lock = new();
        private byte[][] _buffers = new byte[16][];
        private int _count;

        public byte[]? Take()
        {
            lock (_lock)
            {
                return _count == 0 ? null : _buffers[--_count];
            }
        }

        public void Put(byte[] buffer)
        {
            lock (_lock)
            {
                if (_count == capacity)
                {
                    return;
                }

                if (_count == _buffers.Length)
                {
                    Array.Resize(ref _buffers, Math.Min(_count * 2, capacity));
                }

                _buffers[_count++] = buffer;
            }
        }
    }
}
