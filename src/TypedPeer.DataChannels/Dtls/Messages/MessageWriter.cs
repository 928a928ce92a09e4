using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Dtls.Messages;

/// <summary>Writes the fields of a handshake message (RFC 5246 section 4).</summary>
internal sealed class MessageWriter
{
    private byte[] _buffer = new byte[512];
    private int _length;

    /// <summary>Gets what was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Writes a byte.</summary>
    public MessageWriter UInt8(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    /// <summary>Writes two bytes.</summary>
    public MessageWriter UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Take(2), checked((ushort)value));
        return this;
    }

    /// <summary>Writes three bytes.</summary>
    public MessageWriter UInt24(int value) => UInt8((byte)(value >> 16)).UInt16(value & 0xFFFF);

    /// <summary>Writes bytes as they are.</summary>
    public MessageWriter Bytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Take(value.Length));
        return this;
    }

    /// <summary>Writes a vector with a one-byte length.</summary>
    public MessageWriter Vector8(ReadOnlySpan<byte> value) => UInt8(checked((byte)value.Length)).Bytes(value);

    /// <summary>Writes a vector with a two-byte length.</summary>
    public MessageWriter Vector16(ReadOnlySpan<byte> value) => UInt16(value.Length).Bytes(value);

    /// <summary>Writes an extension.</summary>
    public MessageWriter Extension(ExtensionType type, ReadOnlySpan<byte> content) => UInt16((ushort)type).Vector16(content);

    private Span<byte> Take(int count)
    {
        if (count > _buffer.Length - _length)
        {
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + count));
        }

        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
