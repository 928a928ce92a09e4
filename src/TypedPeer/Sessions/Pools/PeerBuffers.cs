using System.Buffers;
using System.Numerics;

namespace TypedPeer.Sessions.Pools;

/// <summary>The arrays the session lends and takes back: those of the shared pool.</summary>
internal static class PeerBuffers
{
    /// <summary>The smallest array the shared pool lends.</summary>
    private const int Smallest = 16;

    public static byte[] Rent(int size) => PoolWatch.Current is { } watch ? watch.Rent(size) : ArrayPool<byte>.Shared.Rent(size);

    /// <summary>Gives an array back. Nobody may refer to it any more.</summary>
    public static void Return(byte[] buffer)
    {
        if (PoolWatch.Current is { } watch)
        {
            watch.Return(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Puts a larger array in the place of one, which goes back, with the same content from its start on.</summary>
    /// <param name="buffer">The array; an empty one was never rented.</param>
    /// <param name="start">Where its content begins.</param>
    /// <param name="length">How long that is.</param>
    /// <param name="size">How many bytes the new array has at least.</param>
    public static void Grow(ref byte[] buffer, int start, int length, int size)
    {
        var larger = Rent(size);
        buffer.AsSpan(start, length).CopyTo(larger);
        if (buffer.Length > 0)
        {
            Return(buffer);
        }

        buffer = larger;
    }

    /// <summary>Gets the size of the array that <see cref="Rent"/> lends: what is really held for so many bytes.</summary>
    public static int SizeOf(int size) => size == 0 ? 0 : size > 1 << 30 ? size : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, Smallest));
}
