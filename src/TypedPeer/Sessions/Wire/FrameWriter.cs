using System.Buffers.Binary;

namespace TypedPeer.Sessions.Wire;

/// <summary>Writes one frame: type, length and fields. The caller says the payload's length first, so nothing is moved afterwards.</summary>
internal ref struct FrameWriter
{
    /// <summary>The most bytes type and length take for a frame of this protocol.</summary>
    public const int MaxHeader = 1 + 5;

    private readonly Span<byte> _span;
    private int _position;

    public FrameWriter(Span<byte> destination, FrameType type, int payloadLength)
    {
        _span = destination;
        _span[0] = (byte)type;
        _position = 1 + Wire.Varint.Write(_span[1..], (ulong)payloadLength);
    }

    public readonly int Position => _position;

    public static int Size(int payloadLength) => 1 + Wire.Varint.Size((ulong)payloadLength) + payloadLength;

    public static int StringSize(int utf8Length) => Wire.Varint.Size((ulong)utf8Length) + utf8Length;

    public void Varint(ulong value) => _position += Wire.Varint.Write(_span[_position..], value);

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_span[_position..], value);
        _position += sizeof(ulong);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            bytes.CopyTo(_span[_position..]);
            _position += bytes.Length;
        }
    }

    public void String(ReadOnlySpan<byte> utf8)
    {
        Varint((ulong)utf8.Length);
        Bytes(utf8);
    }
}
