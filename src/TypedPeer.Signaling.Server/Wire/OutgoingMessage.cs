using System.Buffers;

namespace TypedPeer.Signaling.Server.Wire;

/// <summary>
/// A message on its way to one or many clients, written once. Whoever holds it counts; the last to let go gives the buffer back. Counting is for any thread.
/// </summary>
internal sealed class OutgoingMessage
{
    /// <summary>What a message takes beside its buffer: the object, and its place in a queue.</summary>
    private const int Overhead = 64;

    private readonly int _length;
    private byte[]? _buffer;
    private int _holders;

    private OutgoingMessage(byte[] buffer, int length, int holders)
    {
        _buffer = buffer;
        _length = length;
        _holders = holders;
    }

    /// <summary>Gets what it takes while it is held, in bytes.</summary>
    public int Held => (_buffer?.Length ?? 0) + Overhead;

    /// <summary>Gets the message.</summary>
    public ReadOnlyMemory<byte> Memory => new(_buffer ?? throw new InvalidOperationException("The message was let go."), 0, _length);

    /// <summary>Makes a message of a buffer of the shared pool; the caller holds it.</summary>
    public static OutgoingMessage FromPool(byte[] buffer, int length) => new(buffer, length, 1);

    /// <summary>Makes a message that is sent over and over, and whose buffer belongs to no pool.</summary>
    public static OutgoingMessage Constant(ReadOnlySpan<byte> message) => new(message.ToArray(), message.Length, int.MinValue);

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
