using System.Buffers.Binary;
using System.Text;

namespace TypedPeer.Signaling.PeerJs.BinaryPack;

/// <summary>Writes BinaryPack, PeerJS's form of values, in the forms that a page reads exactly.</summary>
internal sealed class BinaryPackWriter
{
    /// <summary>Most messages are short.</summary>
    private const int FirstBlock = 256;

    private const int Block = 4096;

    /// <summary>Bytes so long are not copied.</summary>
    private const int LongBytes = 1024;

    /// <summary>A page reads whole numbers of 64 bits below zero by way of doubles, and wrongly.</summary>
    private const long MinExactInteger = -(1L << 53);

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private byte[] _block = [];
    private int _from;
    private int _at;
    private long _length;

    private BinaryPackWriter()
    {
    }

    /// <summary>Packs a value.</summary>
    /// <exception cref="ArgumentException">It is nested deeper than <see cref="BinaryPackReader.MaxDepth"/>.</exception>
    public static PackedMessage Write(PeerData value)
    {
        var writer = new BinaryPackWriter();
        writer.WriteValue(value, BinaryPackReader.MaxDepth);
        writer.EndPart();
        return new PackedMessage(writer._parts, writer._length);
    }

    /// <summary>Packs a value into one array.</summary>
    public static byte[] ToArray(PeerData value)
    {
        var packed = Write(value);
        var result = new byte[packed.Length];
        packed.Read(result);
        return result;
    }

    private void WriteValue(PeerData value, int depth)
    {
        switch (value.Kind)
        {
            case PeerDataKind.Null:
                Take(1)[0] = 0xc0;
                break;
            case PeerDataKind.Boolean:
                Take(1)[0] = value.GetBoolean() ? (byte)0xc3 : (byte)0xc2;
                break;
            case PeerDataKind.Number when value.TryGetInt64(out var whole):
                WriteWhole(whole);
                break;
            case PeerDataKind.Number when value.IsUnsigned:
                BinaryPrimitives.WriteInt64BigEndian(Mark(0xcf, 8), value.Bits);
                break;
            case PeerDataKind.Number:
                BinaryPrimitives.WriteDoubleBigEndian(Mark(0xcb, 8), value.GetDouble());
                break;
            case PeerDataKind.String:
                WriteString(value.GetString());
                break;
            case PeerDataKind.Bytes:
                WriteBytes(value.GetBytes());
                break;
            default:
                WriteNested(value, depth);
                break;
        }
    }

    private void WriteNested(PeerData value, int depth)
    {
        if (depth == 0)
        {
            throw new ArgumentException($"The value is nested more than {BinaryPackReader.MaxDepth} arrays and objects deep.", nameof(value));
        }

        if (value.Kind == PeerDataKind.Array)
        {
            WriteHeader(value.Items.Count, 0x90, 0xdc, 0xdd);
            foreach (var item in value.Items)
            {
                WriteValue(item, depth - 1);
            }

            return;
        }

        WriteHeader(value.Members.Count, 0x80, 0xde, 0xdf);
        foreach (var (name, member) in value.Members)
        {
            WriteString(name);
            WriteValue(member, depth - 1);
        }
    }

    private void WriteWhole(long value)
    {
        switch (value)
        {
            case >= -32 and <= 0x7f:
                Take(1)[0] = unchecked((byte)value);
                break;
            case > 0 and <= byte.MaxValue:
                Mark(0xcc, 1)[0] = (byte)value;
                break;
            case < 0 and >= sbyte.MinValue:
                Mark(0xd0, 1)[0] = unchecked((byte)value);
                break;
            case > 0 and <= ushort.MaxValue:
                BinaryPrimitives.WriteUInt16BigEndian(Mark(0xcd, 2), (ushort)value);
                break;
            case < 0 and >= short.MinValue:
                BinaryPrimitives.WriteInt16BigEndian(Mark(0xd1, 2), (short)value);
                break;
            case > 0 and <= uint.MaxValue:
                BinaryPrimitives.WriteUInt32BigEndian(Mark(0xce, 4), (uint)value);
                break;
            case < 0 and >= int.MinValue:
                BinaryPrimitives.WriteInt32BigEndian(Mark(0xd2, 4), (int)value);
                break;
            case < 0 and >= MinExactInteger:
                BinaryPrimitives.WriteDoubleBigEndian(Mark(0xcb, 8), value);
                break;
            default:
                BinaryPrimitives.WriteInt64BigEndian(Mark(0xd3, 8), value);
                break;
        }
    }

    private void WriteString(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        WriteHeader(count, 0xb0, 0xd8, 0xd9);
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    private void WriteBytes(ReadOnlyMemory<byte> value)
    {
        WriteHeader(value.Length, 0xa0, 0xda, 0xdb);
        if (value.Length < LongBytes)
        {
            value.Span.CopyTo(Take(value.Length));
            return;
        }

        EndPart();
        _parts.Add(value);
        _length += value.Length;
    }

    private void WriteHeader(int count, byte fix, byte of16, byte of32)
    {
        switch (count)
        {
            case <= 0x0f:
                Take(1)[0] = (byte)(fix + count);
                break;
            case <= ushort.MaxValue:
                BinaryPrimitives.WriteUInt16BigEndian(Mark(of16, 2), (ushort)count);
                break;
            default:
                BinaryPrimitives.WriteInt32BigEndian(Mark(of32, 4), count);
                break;
        }
    }

    private Span<byte> Mark(byte type, int count)
    {
        var room = Take(1 + count);
        room[0] = type;
        return room[1..];
    }

    private Span<byte> Take(int count)
    {
        if (count > _block.Length - _at)
        {
            EndPart();
            _block = new byte[Math.Max(_block.Length == 0 ? FirstBlock : Block, count)];
            _from = _at = 0;
        }

        _at += count;
        _length += count;
        return _block.AsSpan(_at - count, count);
    }

    private void EndPart()
    {
        if (_at > _from)
        {
            _parts.Add(_block.AsMemory(_from, _at - _from));
            _from = _at;
        }
    }
}
