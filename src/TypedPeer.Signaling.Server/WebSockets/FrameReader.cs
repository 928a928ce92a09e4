using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TypedPeer.Signaling.Server.WebSockets;

/// <summary>
/// Makes messages of the bytes that a client sends (RFC 6455, section 5). It has a buffer while something is there in part, and none else. Bytes are put into <see cref="GetRoom"/>; then all that is whole is taken by
/// <see cref="Read"/>, until it says that nothing is.
/// </summary>
/// <param name="maxMessage">The largest message, in bytes.</param>
internal struct FrameReader(int maxMessage)
{
    /// <summary>The buffer that a message is given at first: most fit, and the larger ones pay for theirs by the bytes they sent.</summary>
    private const int FirstBuffer = 4096;

    /// <summary>How many pieces without a byte a message may have: they are of no use, and cost their sender nothing.</summary>
    private const int MaxEmptyPieces = 16;

    private const int MaskLength = 4;
    private const int MaxControl = 125;

    /// <summary>First the pieces of a message that are there, then bytes as they came, from start to end.</summary>
    private byte[]? _buffer;
    private int _pieces;
    private int _start;
    private int _end;
    private long _skip;
    private int _emptyPieces;
    private bool _isInMessage;
    private bool _isIgnoring;
    private bool _isBroken;

    /// <summary>Gets whether nothing is there in part, and no buffer held.</summary>
    public readonly bool IsEmpty => _buffer is null;

    /// <summary>From now on messages are skipped; that the client closes is still told.</summary>
    public void Ignore()
    {
        _isIgnoring = true;
        _pieces = 0;
    }

    /// <summary>Gives room for more bytes.</summary>
    public Memory<byte> GetRoom()
    {
        var buffer = _buffer ??= ArrayPool<byte>.Shared.Rent(FirstBuffer);
        if (_start > _pieces)
        {
            buffer.AsSpan(_start, _end - _start).CopyTo(buffer.AsSpan(_pieces));
            _end -= _start - _pieces;
            _start = _pieces;
        }

        if (_end == buffer.Length)
        {
            // What is there in part is less than a message and its header, or it would have been skipped.
            _buffer = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
            buffer.AsSpan(0, _end).CopyTo(_buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Bytes were put into the room.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Takes what is whole next.</summary>
    /// <param name="payload">What it says; valid until the next call.</param>
    public FrameKind Read(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        while (true)
        {
            if (_isBroken || !TrySkip() || _end - _start < 2)
            {
                _start = _isBroken ? _end : _start;
                return FrameKind.None;
            }

            var raw = _buffer.AsSpan(_start, _end - _start);
            if (!TryReadHeader(raw, out var header, out var length))
            {
                return Break();
            }

            if (raw.Length < header)
            {
                return FrameKind.None;
            }

            var opcode = raw[0] & 0xF;
            var isFinal = raw[0] >= 0x80;
            var isMessage = opcode <= 2;
            if (isMessage && (_isIgnoring || length > maxMessage - _pieces))
            {
                _start += header;
                _skip = length;
                _isInMessage = !isFinal;
                if (!_isIgnoring)
                {
                    Ignore();
                    return FrameKind.TooLarge;
                }

                continue;
            }

            if (raw.Length - header < length)
            {
                return FrameKind.None;
            }

            var content = raw.Slice(header, (int)length);
            Unmask(content, raw.Slice(header - MaskLength, MaskLength));
            _start += header + content.Length;
            if (!isMessage)
            {
                payload = content;
                return opcode switch { 8 => FrameKind.Close, 9 => FrameKind.Ping, _ => FrameKind.Pong };
            }

            if (AddPiece(content, isFinal, out payload) is var kind and not FrameKind.None)
            {
                return kind;
            }
        }
    }

    /// <summary>Gives the buffer back where nothing is there in part.</summary>
    public void Rest()
    {
        if (_start == _end && _pieces == 0)
        {
            Clear();
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Clear()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _start = _end = _pieces = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Unmask(Span<byte> content, ReadOnlySpan<byte> mask)
    {
        var key = MemoryMarshal.Read<uint>(mask);
        var wide = new Vector<uint>(key).As<uint, byte>();
        var blocks = MemoryMarshal.Cast<byte, Vector<byte>>(content);
        foreach (ref var block in blocks)
        {
            block ^= wide;
        }

        // A block is a multiple of the mask's length.
        for (var i = blocks.Length * Vector<byte>.Count; i < content.Length; i++)
        {
            content[i] ^= mask[i % MaskLength];
        }
    }

    /// <summary>Reads a header, of which two bytes are there at least.</summary>
    /// <returns>False where no client may send it.</returns>
    private readonly bool TryReadHeader(ReadOnlySpan<byte> raw, out int header, out long length)
    {
        var opcode = raw[0] & 0xF;
        length = raw[1] & 0x7F;
        header = MaskLength + length switch { 126 => 4, 127 => 10, _ => 2 };
        var isAllowed = opcode >= 8
            ? opcode <= 10 && raw[0] >= 0x80 && length <= MaxControl
            : opcode <= 2 && opcode == 0 == _isInMessage;
        if (!isAllowed || (raw[0] & 0x70) != 0 || raw[1] < 0x80)
        {
            return false;
        }

        if (raw.Length < header || length < 126)
        {
            return true;
        }

        // A length must be written as short as it can be.
        var isShort = length == 126;
        length = isShort ? BinaryPrimitives.ReadUInt16BigEndian(raw[2..]) : BinaryPrimitives.ReadInt64BigEndian(raw[2..]);
        return length > (isShort ? MaxControl : ushort.MaxValue);
    }

    private bool TrySkip()
    {
        var skipped = (int)Math.Min(_skip, _end - _start);
        _start += skipped;
        _skip -= skipped;
        return _skip == 0;
    }

    private FrameKind AddPiece(ReadOnlySpan<byte> content, bool isFinal, out ReadOnlySpan<byte> message)
    {
        message = content;
        _isInMessage = !isFinal;
        if (isFinal && _pieces == 0)
        {
            _emptyPieces = 0;
            return FrameKind.Message;
        }

        content.CopyTo(_buffer.AsSpan(_pieces));
        _pieces += content.Length;
        if (isFinal)
        {
            message = _buffer.AsSpan(0, _pieces);
            _pieces = 0;
            _emptyPieces = 0;
            return FrameKind.Message;
        }

        message = default;
        return content.IsEmpty && ++_emptyPieces > MaxEmptyPieces ? Break() : FrameKind.None;
    }

    private FrameKind Break()
    {
        _isBroken = true;
        _start = _end;
        _pieces = 0;
        return FrameKind.Invalid;
    }
}
