namespace TypedPeer.Sessions.Pools;

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

    /// <summary>Gets how many bytes are rented.</summary>
    private readonly int Rented => _rented?.Length ?? 0;

    /// <summary>Gets how many bytes are rented for a first part of so many.</summary>
    public static int SizeOf(int size) => size <= Small ? 0 : PeerBuffers.SizeOf(size);

    /// <summary>Gets how many bytes more will be rented when so many are appended.</summary>
    public readonly int GrowthBy(int size)
    {
        var needed = Length + size;
        return needed <= Small && _rented is null ? 0
            : needed <= Rented ? 0
            : PeerBuffers.SizeOf(Math.Max(needed, Length * 2)) - Rented;
    }

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
            PeerBuffers.Return(rented);
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
            var larger = PeerBuffers.Rent(Math.Max(needed, Length * 2));
            Span.CopyTo(larger);
            if (_rented is not null)
            {
                PeerBuffers.Return(_rented);
            }

            _rented = larger;
        }

        return _rented.AsSpan(Length);
    }
}
