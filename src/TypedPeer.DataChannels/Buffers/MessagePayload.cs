using System.Runtime.InteropServices;
using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Buffers;

/// <summary>The bytes of a message on its way down, which whoever keeps them copies; unless they are lent, and lie in an array that may be read until its owner is told.</summary>
internal readonly ref struct MessagePayload
{
    private readonly ArraySegment<byte> _lent;

    private MessagePayload(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    private MessagePayload(ArraySegment<byte> lent, IPeerMemoryOwner owner)
    {
        Bytes = lent;
        _lent = lent;
        Owner = owner;
    }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Gets who lends them; null for bytes to be copied.</summary>
    public IPeerMemoryOwner? Owner { get; }

    /// <summary>Gets the array that lent bytes lie in.</summary>
    public byte[] Array => _lent.Array!;

    /// <summary>Gets where they begin in it.</summary>
    public int Start => _lent.Offset;

    public static implicit operator MessagePayload(ReadOnlySpan<byte> bytes) => new(bytes);

    public static implicit operator MessagePayload(byte[] bytes) => new(bytes);

    /// <summary>Lent memory; false where it is no array.</summary>
    public static bool TryLend(ReadOnlyMemory<byte> memory, IPeerMemoryOwner owner, out MessagePayload payload)
    {
        var isLent = MemoryMarshal.TryGetArray(memory, out var array) && !memory.IsEmpty;
        payload = isLent ? new(array, owner) : new(memory.Span);
        return isLent;
    }

    /// <summary>The bytes were copied, and are not read any more.</summary>
    public void Copied() => Owner?.Release();
}
