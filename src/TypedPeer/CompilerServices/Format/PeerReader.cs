using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.References;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Reads values from bytes nobody vouches for. Every read checks what is left first, and a failure is always a
/// <see cref="PeerDataException"/>. A ref struct on the stack: pass it by reference.
/// </summary>
public ref struct PeerReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _depth;
    private List<HeldReference>? _taken;
    private DecodeBudget _budget = DecodeBudget.Untouched;

    /// <summary>Starts at the first of <paramref name="bytes"/>.</summary>
    public PeerReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Starts a reader within a session, whose objects may travel as references.</summary>
    internal PeerReader(ReadOnlySpan<byte> bytes, ISession session, IArgumentsRead? call = null)
    {
        _bytes = bytes;
        Session = session;
        Call = call;
    }

    /// <summary>Gets the session the bytes came from; null outside of one.</summary>
    internal readonly ISession? Session { get; }

    /// <summary>Gets the call whose arguments these are, if they are any.</summary>
    internal readonly IArgumentsRead? Call { get; }

    /// <summary>Gets the objects of the peer that were read outside of arguments, each as often as it came; null for none.</summary>
    internal readonly List<HeldReference>? Taken => _taken;

    /// <summary>Gets how many bytes are not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Gets the bytes that are not read yet, for a reader of another kind; <see cref="Skip"/> says how many it took.</summary>
    public readonly ReadOnlySpan<byte> Unread => _bytes[_position..];

    /// <summary>Reads a value as it lies in memory (little-endian). For types in which every bit pattern is valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadUnmanaged<T>()
        where T : unmanaged
    {
        var span = ReadBytes(Unsafe.SizeOf<T>());
        return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(span));
    }

    /// <summary>Reads a struct as it lies in memory. For structs in which every bit pattern is valid.</summary>
    /// <param name="size">The size the compiler worked out for it.</param>
    /// <exception cref="NotSupportedException">The struct is laid out otherwise on this platform.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadBlock<T>(int size)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != size)
        {
            PeerFormat.ThrowOtherLayout(typeof(T), size);
        }

        return ReadUnmanaged<T>();
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

    /// <summary>Moves past <paramref name="count"/> bytes that mean nothing.</summary>
    public void Skip(int count) => ReadBytes(count);

    /// <summary>Reads the header of an object that must not be null and must have exactly <paramref name="members"/> members.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReadObjectHeader(int members)
    {
        var found = ReadUnmanaged<byte>();
        if (found != members)
        {
            PeerFormat.ThrowWrongMembers(found, members);
        }

        Charge(DecodeCost.Object + ((long)members * DecodeCost.Reference));
    }

    /// <summary>Reads the null object if that is what comes next.</summary>
    public bool TryReadNullObject()
    {
        if (Remaining == 0 || _bytes[_position] != PeerFormat.NullObject)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Reads the tag of a union's type; the value must not be null.</summary>
    public ushort ReadUnionTag()
    {
        var tag = ReadUnmanaged<byte>();
        if (tag == PeerFormat.NullObject)
        {
            PeerFormat.ThrowNull();
        }

        if (tag > PeerFormat.WideUnionTag)
        {
            PeerFormat.ThrowInvalid("union tag");
        }

        return tag == PeerFormat.WideUnionTag ? ReadUnmanaged<ushort>() : tag;
    }

    /// <summary>Reads the header of a tolerant object that must not be null.</summary>
    /// <param name="lengths">Receives the length of each member this side knows; 0 for one that is absent.</param>
    /// <returns>How many bytes of members this side does not know follow the others.</returns>
    public int ReadTolerantHeader(scoped Span<int> lengths)
    {
        var count = ReadUnmanaged<byte>();
        if (count > PeerFormat.MaxMembers)
        {
            PeerFormat.ThrowWrongMembers(count, lengths.Length);
        }

        // Members may all be absent, and are there in memory all the same: numbers, dates and such take up to two words.
        Charge(DecodeCost.Object + (lengths.Length * 2L * DecodeCost.Reference));
        lengths.Clear();
        var (total, unknown) = (0L, 0L);
        for (var i = 0; i < count; i++)
        {
            var length = PeerVarInt.Read(ref this);
            total += length;
            if (i < lengths.Length)
            {
                lengths[i] = length;
            }
            else
            {
                unknown += length;
            }
        }

        if (total > Remaining)
        {
            PeerFormat.ThrowInvalid("tolerant object");
        }

        return (int)unknown;
    }

    /// <summary>Makes sure that a member took exactly its length.</summary>
    /// <param name="remaining">What must be left after it.</param>
    public readonly void EndMember(int remaining)
    {
        if (Remaining != remaining)
        {
            throw new PeerDataException("a member takes another length than the peer said");
        }
    }

    /// <summary>Reads the header of a collection that must not be null, and checks that its items can be there at all.</summary>
    /// <param name="minimumItemSize">The fewest bytes an item takes, so that nothing is allocated for items that cannot follow.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadCollectionHeader(int minimumItemSize)
    {
        var count = ReadUnmanaged<int>();
        if (count < 0 || (long)count * minimumItemSize > Remaining)
        {
            PeerFormat.ThrowWrongCount(count, Remaining);
        }

        Charge(DecodeCost.Collection);
        return count;
    }

    /// <summary>Reads the null collection, or null string, if that is what comes next.</summary>
    public bool TryReadNullCollection()
    {
        if (Remaining < sizeof(int) || Unsafe.ReadUnaligned<int>(in _bytes[_position]) != PeerFormat.NullCollection)
        {
            return false;
        }

        _position += sizeof(int);
        return true;
    }

    /// <summary>Goes one level down into a type that can contain itself; <see cref="Leave"/> comes back up.</summary>
    /// <exception cref="PeerDataException">The value is nested too deeply.</exception>
    public void Enter()
    {
        if (++_depth > PeerFormat.MaxDepth)
        {
            throw new PeerDataException($"the value is nested deeper than {PeerFormat.MaxDepth} levels");
        }
    }

    /// <summary>Comes back up from <see cref="Enter"/>.</summary>
    public void Leave() => _depth--;

    /// <summary>
    /// Counts memory that the value takes, before it is taken. Objects, strings and collections charge for themselves; the
    /// codec of a collection also charges for its items.
    /// </summary>
    /// <param name="bytes">How much, roughly: never much less than it is.</param>
    /// <exception cref="PeerDataException">The value takes more memory than a message of this length may.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Charge(long bytes)
    {
        if (_budget.IsPast(bytes))
        {
            _budget.Settle(_bytes.Length, Session?.Options.MaxDecodedBytesPerByte ?? DecodeBudget.DefaultBytesPerByte);
        }
    }

    /// <summary>Makes sure that every byte was read.</summary>
    /// <exception cref="PeerDataException">Bytes are left over.</exception>
    public readonly void End()
    {
        if (Remaining != 0)
        {
            throw new PeerDataException($"{Remaining} bytes are left over after the last value");
        }

        if (Call is { } call)
        {
            call.Taken.IsRead = true;
        }
    }

    /// <summary>Notes an object of the peer: it belongs to whoever reads the value, or goes back when the rest cannot be read.</summary>
    internal void Took(HeldReference held)
    {
        if (Call is { } call)
        {
            call.Taken.Add(held);
        }
        else
        {
            (_taken ??= []).Add(held);
        }
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated(int count) =>
        throw new PeerDataException($"{count} bytes are needed where {Remaining} are left");
}
