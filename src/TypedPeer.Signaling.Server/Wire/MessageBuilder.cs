using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace TypedPeer.Signaling.Server.Wire;

/// <summary>Writes one message into a pooled buffer. What is appended as JSON must be it.</summary>
internal ref struct MessageBuilder(int capacity)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(OutgoingMessage.Room + Math.Max(capacity, 64));
    private int _length = OutgoingMessage.Room;

    /// <summary>Appends bytes as they are.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Take(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Appends an id or a name, in quotes; it needs no escapes.</summary>
    public void AppendName(string name)
    {
        var room = Take(name.Length + 2);
        room[0] = (byte)'"';
        Encoding.ASCII.GetBytes(name, room[1..]);
        room[name.Length + 1] = (byte)'"';
        _length += name.Length + 2;
    }

    /// <summary>Appends any text as a JSON string.</summary>
    public void AppendText(string text)
    {
        Append("\""u8);
        Append(JsonEncodedText.Encode(text).EncodedUtf8Bytes);
        Append("\""u8);
    }

    /// <summary>Appends a whole number.</summary>
    public void AppendNumber(long number)
    {
        Utf8Formatter.TryFormat(number, Take(20), out var written);
        _length += written;
    }

    /// <summary>Gives the message to whoever sends it. The builder is used up.</summary>
    public OutgoingMessage Build()
    {
        var buffer = _buffer;
        _buffer = [];
        return OutgoingMessage.FromPool(buffer, _length - OutgoingMessage.Room);
    }

    private Span<byte> Take(int size)
    {
        if (_buffer.Length - _length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + size));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}
