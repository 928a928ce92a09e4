using System.Runtime.CompilerServices;

namespace TypedPeer.Sessions.Wire;

/// <summary>Unsigned numbers in seven-bit groups, least significant first (LEB128), at most ten bytes.</summary>
internal static class Varint
{
    public const int MaxSize = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(ulong value) => value < 0x80 ? 1 : SizeSlow(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> destination, ulong value)
    {
        if (value < 0x80)
        {
            destination[0] = (byte)value;
            return 1;
        }

        return WriteSlow(destination, value);
    }

    /// <summary>Reads a number at <paramref name="position"/> and moves past it; false when the bytes end early or the number is too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out ulong value)
    {
        if ((uint)position < (uint)source.Length && source[position] < 0x80)
        {
            value = source[position++];
            return true;
        }

        return TryReadSlow(source, ref position, out value);
    }

    private static int SizeSlow(ulong value) => ((63 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7) + 1;

    private static int WriteSlow(Span<byte> destination, ulong value)
    {
        var count = 0;
        while (value >= 0x80)
        {
            destination[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[count++] = (byte)value;
        return count;
    }

    private static bool TryReadSlow(ReadOnlySpan<byte> source, ref int position, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if ((uint)position >= (uint)source.Length)
            {
                return false;
            }

            var b = source[position++];
            if (shift == 63 && b > 1)
            {
                return false;
            }

            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
