using System.Buffers;

namespace TypedPeer.Sessions;

/// <summary>
/// The arguments or the result of one call as they come in. Keeps a small array for life, so that small calls never touch the
/// pool, and rents for larger ones.
/// </summary>
internal struct CallBuffer
{
    private const int Small = 256;
    private byte[]? _small;
    private byte[]? _rented;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Span => (_rented ?? _small).AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Gives a rented array back and forgets the content.</summary>
    public void Reset()
    {
        Length = 0;
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private Span<byte> Room(int size)
    {
        var needed = Length + size;
        if (_rented is null && needed <= Small)
        {
            _small ??= new byte[Small];
            return _small.AsSpan(Length);
        }

        if (_rented is null || _rented.Length < needed)
        {
            // Doubling, so that a peer that dribbles single bytes costs no more than one that does not.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Length * 2));
            Span.CopyTo(larger);
            if (_rented is not null)
            {
                ArrayPool<byte>.Shared.Return(_rented);
            }

            _rented = larger;
        }

        return _rented.AsSpan(Length);
    }
}
