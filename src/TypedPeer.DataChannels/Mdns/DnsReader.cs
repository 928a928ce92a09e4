using System.Buffers.Binary;
using System.Text;

namespace TypedPeer.DataChannels.Mdns;

/// <summary>Reads the fields of a DNS message (RFC 1035, section 4.1). False where the message is cut short or breaks a rule; nothing is thrown.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    /// <summary>RFC 1035, section 2.3.4.</summary>
    private const int MaxNameLength = 255;

    /// <summary>A name that is written once in the message needs one; more than a few are there to cost time.</summary>
    private const int MaxPointers = 16;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>Reads two bytes.</summary>
    public bool TryReadUInt16(out ushort value)
    {
        var isThere = TryRead(sizeof(ushort), out var bytes);
        value = isThere ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : default;
        return isThere;
    }

    /// <summary>Reads so many bytes.</summary>
    public bool TryRead(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count > _message.Length - _at)
        {
            bytes = default;
            return false;
        }

        bytes = _message.Slice(_at, count);
        _at += count;
        return true;
    }

    /// <summary>Reads a name, which may go on where an earlier one ends (RFC 1035, section 4.1.4). Pointers lead backwards only, so that they come to an end.</summary>
    /// <param name="sought">A name without pointers.</param>
    /// <param name="isSought">Whether it is that name, but for the case of letters.</param>
    public bool TryReadName(ReadOnlySpan<byte> sought, out bool isSought)
    {
        isSought = true;
        var (at, end, backTo, length) = (_at, -1, _at, 0);
        for (var pointers = 0; at < _message.Length;)
        {
            var first = _message[at];
            switch (first >> 6)
            {
                case 0b11 when at + 1 < _message.Length && ++pointers <= MaxPointers:
                    end = end < 0 ? at + 2 : end;
                    at = BinaryPrimitives.ReadUInt16BigEndian(_message[at..]) & 0x3FFF;
                    if (at >= backTo)
                    {
                        return false;
                    }

                    backTo = at;
                    break;
                case 0 when first < _message.Length - at && length + first < MaxNameLength:
                    var label = _message.Slice(at, first + 1);
                    isSought = isSought && label.Length <= sought.Length - length && Ascii.EqualsIgnoreCase(label, sought.Slice(length, label.Length));
                    length += label.Length;
                    at += label.Length;
                    if (first == 0)
                    {
                        isSought = isSought && length == sought.Length;
                        _at = end < 0 ? at : end;
                        return true;
                    }

                    break;
                default:
                    return false;
            }
        }

        return false;
    }
}
