using System.Buffers.Binary;
using System.Text;

namespace TypedPeer.Sessions.Wire;

/// <summary>Reads the fields of one frame. Every member answers false instead of throwing; the bytes come from anybody.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(false, true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    public readonly bool AtEnd => _position == _bytes.Length;

    public bool TryVarint(out ulong value) => Varint.TryRead(_bytes, ref _position, out value);

    /// <summary>Reads a number that must not be above <paramref name="max"/>.</summary>
    public bool TryVarint(ulong max, out ulong value) => TryVarint(out value) && value <= max;

    public bool TryByte(out byte value)
    {
        value = 0;
        if (_position >= _bytes.Length)
        {
            return false;
        }

        value = _bytes[_position++];
        return true;
    }

    public bool TryUInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(_bytes[_position..], out value))
        {
            return false;
        }

        _position += sizeof(ulong);
        return true;
    }

    public bool TryBytes(ulong count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (count > (ulong)(_bytes.Length - _position))
        {
            return false;
        }

        bytes = _bytes.Slice(_position, (int)count);
        _position += (int)count;
        return true;
    }

    /// <summary>Reads a string that ends in a message, and so in logs: as it may be shown.</summary>
    public bool TryText(int maxBytes, out string value)
    {
        var found = TryString(maxBytes, out var raw);
        value = Channels.PeerText.Clean(raw);
        return found;
    }

    /// <summary>Reads a UTF-8 string with its length in bytes before it.</summary>
    public bool TryString(int maxBytes, out string value)
    {
        value = string.Empty;
        if (!TryVarint((ulong)maxBytes, out var length) || !TryBytes(length, out var utf8))
        {
            return false;
        }

        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return false;
        }

        value = Strict.GetString(utf8);
        return true;
    }
}
