using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace TypedPeer.Signaling.PeerJs.BinaryPack;

/// <summary>Reads BinaryPack, PeerJS's form of values: like MessagePack, and not it.</summary>
/// <remarks>
/// What a header claims is never believed: each value takes a byte at least, so that all arrays and objects that are open together can claim no
/// more values than there are bytes left. Beyond that values, and how deep they are nested, are bounded.
/// </remarks>
internal ref struct BinaryPackReader
{
    /// <summary>PeerJS knows no bound; no application nests as deep, and a stack does not mind.</summary>
    public const int MaxDepth = 128;

    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _message;
    private int _at;
    private int _valuesLeft;
    private int _owed;

    private BinaryPackReader(ReadOnlyMemory<byte> message, int maxValues)
    {
        _memory = message;
        _message = message.Span;
        _valuesLeft = maxValues;
    }

    private readonly int Left => _message.Length - _at;

    /// <summary>Reads a message, which is one value. The message is the value's from then on: long bytes are slices of it.</summary>
    /// <param name="message">Bytes that nobody else has.</param>
    /// <param name="maxValues">How many values there may be, keys counted.</param>
    /// <exception cref="InvalidDataException">It is no valid message, or has more values or is nested deeper than allowed.</exception>
    public static PeerData Read(ReadOnlyMemory<byte> message, int maxValues) => Read(message, maxValues, out _);

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, int)"/>
    /// <param name="message">Bytes that nobody else has.</param>
    /// <param name="maxValues">How many values there may be, keys counted.</param>
    /// <param name="values">How many there are.</param>
    public static PeerData Read(ReadOnlyMemory<byte> message, int maxValues, out int values)
    {
        var reader = new BinaryPackReader(message, maxValues);
        reader.Owe(1);
        var value = reader.ReadValue(MaxDepth);
        values = maxValues - reader._valuesLeft;
        return reader.Left == 0 ? value : throw new InvalidDataException($"There are {reader.Left} bytes behind the value.");
    }

    private PeerData ReadValue(int depth)
    {
        _owed--;
        var type = ReadByte();
        return type switch
        {
            <= 0x7f => type,
            >= 0xe0 => (sbyte)type,
            <= 0x8f => ReadObject(type & 0x0f, depth),
            <= 0x9f => ReadArray(type & 0x0f, depth),
            <= 0xaf => ReadBytes(type & 0x0f),
            <= 0xbf => ReadString(type & 0x0f),
            _ => ReadLong(type, depth),
        };
    }

    private PeerData ReadLong(byte type, int depth) => type switch
    {
        // All of these are undefined in a page, which writes c0 for it.
        0xc0 or 0xc1 or 0xd4 or 0xd5 or 0xd6 or 0xd7 => PeerData.Null,
        0xc2 => false,
        0xc3 => true,
        0xca => (double)BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        0xcb => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        0xcc => ReadByte(),
        0xcd => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        0xce => (long)BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        0xcf => PeerData.FromUInt64(BinaryPrimitives.ReadUInt64BigEndian(Take(8))),
        0xd0 => (sbyte)ReadByte(),
        0xd1 => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        0xd2 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        0xd3 => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        0xd8 => ReadString(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
        0xd9 => ReadString(ReadLength()),
        0xda => ReadBytes(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
        0xdb => ReadBytes(ReadLength()),
        0xdc => ReadArray(BinaryPrimitives.ReadUInt16BigEndian(Take(2)), depth),
        0xdd => ReadArray(ReadLength(), depth),
        0xde => ReadObject(BinaryPrimitives.ReadUInt16BigEndian(Take(2)), depth),
        _ => ReadObject(ReadLength(), depth),
    };

    private byte ReadByte() => Take(1)[0];

    /// <summary>A length that no message has is as wrong as one that this message has not.</summary>
    private int ReadLength() => (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(Take(4)), int.MaxValue);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left)
        {
            throw new InvalidDataException($"{count} bytes are said to follow at {_at}, and {Left} do.");
        }

        _at += count;
        return _message.Slice(_at - count, count);
    }

    private string ReadString(int length)
    {
        var utf8 = Take(length);
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new InvalidDataException($"The string before {_at} is no valid UTF-8.");
    }

    /// <summary>Short bytes are copied: kept for long, they would keep the whole message.</summary>
    private PeerData ReadBytes(int length)
    {
        var bytes = Take(length);
        return length > _message.Length / 2 ? PeerData.FromBytes(_memory.Slice(_at - length, length)) : bytes.ToArray();
    }

    private PeerData ReadArray(int count, int depth)
    {
        Enter(count, valuesEach: 1, depth);
        var items = count == 0 ? [] : new PeerData[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = ReadValue(depth - 1);
        }

        return PeerData.Own(items);
    }

    private PeerData ReadObject(int count, int depth)
    {
        Enter(count, valuesEach: 2, depth);
        var members = count == 0 ? PeerDataMembers.Empty : new PeerDataMembers(count);
        for (var i = 0; i < count; i++)
        {
            var name = ReadValue(depth - 1);
            members.Add(name.Kind == PeerDataKind.String ? name.GetString() : throw new InvalidDataException($"The name of a member is {name.Kind}, no string."), ReadValue(depth - 1));
        }

        return PeerData.Own(members);
    }

    private void Enter(int count, int valuesEach, int depth)
    {
        if (depth == 0)
        {
            throw new InvalidDataException($"The value is nested more than {MaxDepth} arrays and objects deep.");
        }

        Owe(count * (long)valuesEach);
    }

    /// <summary>So many values more have to follow, a byte each at least.</summary>
    private void Owe(long values)
    {
        if (values > Left - _owed)
        {
            throw new InvalidDataException($"{values} values are said to follow at {_at}, for which {Math.Max(0, Left - _owed)} bytes are left.");
        }

        if (values > _valuesLeft)
        {
            throw new InvalidDataException("The message has more values than are taken.");
        }

        _owed += (int)values;
        _valuesLeft -= (int)values;
    }
}
