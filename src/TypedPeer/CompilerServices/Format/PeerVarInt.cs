using System.Buffers.Binary;

namespace TypedPeer.CompilerServices;

/// <summary>Numbers in as few bytes as they take: one byte up to 127, else a marker and two, four or eight bytes.</summary>
internal static class PeerVarInt
{
    /// <summary>The most bytes a length takes.</summary>
    public const int MaxSize = 1 + sizeof(int);

    private const sbyte Byte = -121;
    private const sbyte SByte = -122;
    private const sbyte UInt16 = -123;
    private const sbyte Int16 = -124;
    private const sbyte UInt32 = -125;
    private const sbyte Int32 = -126;
    private const sbyte UInt64 = -127;
    private const sbyte Int64 = -128;

    /// <summary>Writes a length and returns how many bytes it took.</summary>
    public static int Write(Span<byte> destination, int length)
    {
        if (length <= sbyte.MaxValue)
        {
            destination[0] = (byte)length;
            return 1;
        }

        if (length <= short.MaxValue)
        {
            destination[0] = unchecked((byte)Int16);
            BinaryPrimitives.WriteInt16LittleEndian(destination[1..], (short)length);
            return 1 + sizeof(short);
        }

        destination[0] = unchecked((byte)Int32);
        BinaryPrimitives.WriteInt32LittleEndian(destination[1..], length);
        return 1 + sizeof(int);
    }

    /// <summary>Reads a length, in whatever form.</summary>
    public static int Read(ref PeerReader reader)
    {
        var first = reader.ReadUnmanaged<sbyte>();
        var length = first switch
        {
            Byte => reader.ReadUnmanaged<byte>(),
            SByte => reader.ReadUnmanaged<sbyte>(),
            UInt16 => reader.ReadUnmanaged<ushort>(),
            Int16 => reader.ReadUnmanaged<short>(),
            UInt32 => reader.ReadUnmanaged<uint>(),
            Int32 => reader.ReadUnmanaged<int>(),
            UInt64 => (long)Math.Min(reader.ReadUnmanaged<ulong>(), long.MaxValue),
            Int64 => reader.ReadUnmanaged<long>(),
            _ => first,
        };
        if (length is < 0 or > int.MaxValue)
        {
            PeerFormat.ThrowInvalid("length");
        }

        return (int)length;
    }
}
