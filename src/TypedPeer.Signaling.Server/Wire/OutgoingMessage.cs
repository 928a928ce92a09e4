using System.Buffers;
using TypedPeer.Signaling.Server.WebSockets;

namespace TypedPeer.Signaling.Server.Wire;

/// <summary>
/// A message on its way to one or many clients, written once, frame and all. Whoever holds it counts; the last to let go gives the buffer back. Counting is for any thread.
/// </summary>
internal sealed class OutgoingMessage
{
    /// <summary>How many bytes a buffer has before the message, for its frame.</summary>
    public const int Room = FrameWriter.MaxHeader;

    /// <summary>What a message takes beside its buffer: the object, and its place in a queue.</summary>
    private const int Overhead = 64;

    private readonly int _length;
    private readonly int _header;
    private byte[]? _buffer;
    private int _holders;

    private OutgoingMessage(byte[] buffer, int length, int holders, int opcode)
    {
        _buffer = buffer;
        _length = length;
        _holders = holders;
        _header = FrameWriter.WriteHeader(buffer.AsSpan(0, Room), opcode, length);
        IsClose = opcode == FrameWriter.Close;
    }

    /// <summary>Gets whether nothing may be sent after it.</summary>
    public bool IsClose { get; }

    /// <summary>Gets what it takes while it is held, in bytes.</summary>
    public int Held => (_buffer?.Length ?? 0) + Overhead;

    /// <summary>Gets the message.</summary>
    public ReadOnlyMemory<byte> Memory => new(Buffer, Room, _length);

    /// <summary>Gets the message in its frame.</summary>
    public ReadOnlyMemory<byte> Frame => new(Buffer, Room - _header, _header + _length);

    private byte[] Buffer => _buffer ?? throw new InvalidOperationException("The message was let go.");

    /// <summary>Makes a message of a buffer of the shared pool, in which it stands behind the <see cref="Room"/>; the caller holds it.</summary>
    public static OutgoingMessage FromPool(byte[] buffer, int length) => new(buffer, length, 1, FrameWriter.Text);

    /// <summary>Copies a message; the caller holds it.</summary>
    public static OutgoingMessage Copy(ReadOnlySpan<byte> message, int opcode = FrameWriter.Text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Room + message.Length);
        message.CopyTo(buffer.AsSpan(Room));
        return new(buffer, message.Length, 1, opcode);
    }

    /// <summary>Makes a message that is sent over and over, and whose buffer belongs to no pool.</summary>
    public static OutgoingMessage Constant(ReadOnlySpan<byte> message, int opcode = FrameWriter.Text)
    {
        var buffer = new byte[Room + message.Length];
        message.CopyTo(buffer.AsSpan(Room));
        return new(buffer, message.Length, int.MinValue, opcode);
    }

    /// <summary>Counts one more holder.</summary>
    public void Retain()
    {
        if (_holders > 0)
        {
            Interlocked.Increment(ref _holders);
        }
    }

    /// <summary>Lets go.</summary>
    public void Release()
    {
        if (_holders > 0 && Interlocked.Decrement(ref _holders) == 0 && Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
