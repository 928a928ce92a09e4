using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Reads values from bytes nobody vouches for. Every read checks what is left first, and a failure is always a
/// <see cref="PeerDataException"/>. A ref struct on the stack: pass it by reference.
/// </summary>
public ref struct PeerReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <summary>Starts at the first of <paramref name="bytes"/>.</summary>
    public PeerReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Gets how many bytes are not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Reads a value as it lies in memory (little-endian). For types in which every bit pattern is valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadUnmanaged<T>()
        where T : unmanaged
    {
        var span = ReadBytes(Unsafe.SizeOf<T>());
        return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(span));
    }

    /// <summary>Returns the next <paramref name="count"/> bytes and moves past them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowTruncated(count);
        }

        var span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }

    /// <summary>Makes sure that every byte was read.</summary>
    /// <exception cref="PeerDataException">Bytes are left over.</exception>
    public readonly void End()
    {
        if (Remaining != 0)
        {
            throw new PeerDataException($"{Remaining} bytes are left over after the last value");
        }
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated(int count) =>
        throw new PeerDataException($"{count} bytes are needed where {Remaining} are left");
}
