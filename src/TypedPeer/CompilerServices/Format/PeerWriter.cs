using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Writes values into a buffer that grows from a pool. A ref struct on the stack: pass it by reference, and never keep a copy.
/// </summary>
/// <remarks>Whoever made the writer takes the bytes with <see cref="Detach"/> or gives them back with <see cref="Dispose"/>.</remarks>
public ref struct PeerWriter
{
    private byte[] _buffer;
    private int _position;
    private int _depth;
    private readonly int _limit;

    /// <summary>Starts a writer.</summary>
    /// <param name="headroom">How many bytes to leave free at the start, for a header written later.</param>
    /// <param name="limit">The most bytes, headroom included, the buffer may grow to.</param>
    public PeerWriter(int headroom, int limit)
    {
        _buffer = PeerBuffers.Rent(Math.Max(256, headroom));
        _position = headroom;
        _limit = limit;
    }

    /// <summary>Starts a writer within a session, whose objects may travel as references.</summary>
    internal PeerWriter(ISession session, int limit)
        : this(0, limit) => Session = session;

    /// <summary>Goes on in a rented buffer behind what another writer wrote.</summary>
    internal PeerWriter(ISession session, byte[] buffer, int position, int limit)
    {
        Session = session;
        _buffer = buffer;
        _position = position;
        _limit = limit;
    }

    /// <summary>Gets the session the bytes are for; null outside of one.</summary>
    internal ISession? Session { get; }

    /// <summary>The references written so far; null when there are none. Whoever takes the bytes takes these, too.</summary>
    internal SentReferences? References;

    /// <summary>The receivers of progress written so far; null when there are none.</summary>
    internal List<ServedTarget>? Receivers;

    /// <summary>Whether a reference was to be written where there is no session: what is written is one peer's alone.</summary>
    internal bool NeedsSession;

    /// <summary>Gets how many bytes are written, headroom included.</summary>
    public readonly int Position => _position;

    /// <summary>Returns room for at least <paramref name="sizeHint"/> bytes; <see cref="Advance"/> says how many were used.</summary>
    /// <exception cref="PeerDataException">The value is larger than the limit allows.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int sizeHint)
    {
        if (_buffer.Length - _position < sizeHint)
        {
            Grow(sizeHint);
        }

        return _buffer.AsSpan(_position);
    }

    /// <summary>Moves past <paramref name="count"/> bytes written into the span from <see cref="GetSpan"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => _position += count;

    /// <summary>Writes a value as it lies in memory (little-endian). For types in which every bit pattern is valid and none is padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUnmanaged<T>(T value)
        where T : unmanaged
    {
        var span = GetSpan(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(span), value);
        _position += Unsafe.SizeOf<T>();
    }

    /// <summary>Writes a struct as it lies in memory, and returns the bytes so that padding can be cleared.</summary>
    /// <param name="value">The struct.</param>
    /// <param name="size">The size the compiler worked out for it.</param>
    /// <exception cref="NotSupportedException">The struct is laid out otherwise on this platform.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> WriteBlock<T>(in T value, int size)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != size)
        {
            PeerFormat.ThrowOtherLayout(typeof(T), size);
        }

        var span = GetSpan(size)[..size];
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(span), value);
        _position += size;
        return span;
    }

    /// <summary>Writes zeros.</summary>
    public void WriteZeros(int count)
    {
        GetSpan(count)[..count].Clear();
        _position += count;
    }

    /// <summary>Writes the header of an object that is not null.</summary>
    /// <param name="members">How many members follow, at most <see cref="PeerFormat.MaxMembers"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteObjectHeader(int members) => WriteUnmanaged((byte)members);

    /// <summary>Writes what stands for an object that is null.</summary>
    public void WriteNullObject() => WriteUnmanaged(PeerFormat.NullObject);

    /// <summary>Writes the tag of a union's type.</summary>
    public void WriteUnionTag(ushort tag)
    {
        if (tag < PeerFormat.WideUnionTag)
        {
            WriteUnmanaged((byte)tag);
            return;
        }

        WriteUnmanaged(PeerFormat.WideUnionTag);
        WriteUnmanaged(tag);
    }

    /// <summary>Leaves room for the header of a tolerant object and returns where its members begin.</summary>
    public int BeginTolerant(int members)
    {
        var room = 1 + (members * PeerVarInt.MaxSize);
        GetSpan(room);
        _position += room;
        return _position;
    }

    /// <summary>Writes the header of a tolerant object, and closes the gap between it and the members.</summary>
    /// <param name="begin">What <see cref="BeginTolerant"/> returned.</param>
    /// <param name="ends">The position at the end of each member; that of the member before for one that is absent.</param>
    public void EndTolerant(int begin, scoped ReadOnlySpan<int> ends)
    {
        var start = begin - 1 - (ends.Length * PeerVarInt.MaxSize);
        var header = _buffer.AsSpan(start);
        header[0] = (byte)ends.Length;
        var length = 1;
        var from = begin;
        foreach (var end in ends)
        {
            length += PeerVarInt.Write(header[length..], end - from);
            from = end;
        }

        _buffer.AsSpan(begin, _position - begin).CopyTo(header[length..]);
        _position = start + length + _position - begin;
    }

    /// <summary>Writes the header of a collection that is not null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteCollectionHeader(int count) => WriteUnmanaged(count);

    /// <summary>Writes what stands for a collection or a string that is null.</summary>
    public void WriteNullCollection() => WriteUnmanaged(PeerFormat.NullCollection);

    /// <summary>Goes one level down into a type that can contain itself; <see cref="Leave"/> comes back up.</summary>
    /// <exception cref="PeerDataException">The value is nested too deeply, or contains itself.</exception>
    public void Enter()
    {
        if (++_depth > PeerFormat.MaxDepth)
        {
            throw new PeerDataException($"the value is nested deeper than {PeerFormat.MaxDepth} levels, or contains itself");
        }
    }

    /// <summary>Comes back up from <see cref="Enter"/>.</summary>
    public void Leave() => _depth--;

    /// <summary>Takes the buffer, rented from the shared array pool, and how much of it is written. The writer is empty afterwards.</summary>
    public (byte[] Buffer, int Length) Detach()
    {
        var result = (_buffer, _position);
        _buffer = [];
        _position = 0;
        return result;
    }

    /// <summary>Gives the buffer back to the pool; harmless after <see cref="Detach"/>.</summary>
    public void Dispose()
    {
        if (References is { } references)
        {
            References = null;
            Session!.Discard(references);
        }

        var buffer = _buffer;
        _buffer = [];
        _position = 0;
        if (buffer.Length > 0)
        {
            PeerBuffers.Return(buffer);
        }
    }

    private void Grow(int sizeHint)
    {
        var needed = (long)_position + sizeHint;
        if (needed > _limit)
        {
            throw Session is { } session
                ? PeerFormat.TooLarge(session.Options)
                : new PeerDataException(PeerStatus.LimitExceeded, $"larger than the limit of {_limit} bytes");
        }

        PeerBuffers.Grow(ref _buffer, 0, _position, (int)Math.Min(Math.Max(needed, _buffer.Length * 2L), Array.MaxLength));
    }
}
