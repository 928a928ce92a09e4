using System.Buffers;
using System.Numerics;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Refuses keys that fall together in a hash table. The platform's hash of a number is no secret, so a peer could choose keys
/// that make filling a table cost time that grows with the square of their number.
/// </summary>
/// <remarks>Dispose it. Fewer keys than <see cref="Few"/> cost little wherever they fall, and texts have a secret hash.</remarks>
internal ref struct KeySpread<T>
{
    // A million comparisons, a millisecond or two, are free; beyond them a key may be compared with so many others.
    private const int Few = 1024;
    private const long FreeComparisons = 1 << 20;
    private const int ComparisonsOfKey = 256;


    // More keys share a count, which is far from what is allowed, and keeps the table small.
    private const int MostCounts = 1 << 16;

    private readonly uint _places;
    private readonly uint _mask;
    private int[]? _counts;
    private long _left;

    /// <summary>Starts.</summary>
    /// <param name="count">How many keys will come.</param>
    /// <param name="places">How many places the table has, which a hash is divided by; 0 where whole hashes are compared.</param>
    public KeySpread(int count, int places)
    {
        if (count <= Few || typeof(T) == typeof(string))
        {
            return;
        }

        _places = (uint)places;
        _mask = Math.Min(BitOperations.RoundUpToPowerOf2((uint)count), MostCounts) - 1;
        _left = FreeComparisons + ((long)count * ComparisonsOfKey);
        _counts = ArrayPool<int>.Shared.Rent((int)_mask + 1);
        _counts.AsSpan(0, (int)_mask + 1).Clear();
    }

    /// <summary>Counts a key before it is put into the table.</summary>
    /// <exception cref="PeerDataException">Too many keys fall together.</exception>
    public void Add(T key)
    {
        if (_counts is null || (!typeof(T).IsValueType && key is null))
        {
            return;
        }

        // Mixing, by the golden ratio, keeps apart what only a division would bring together.
        var hash = (uint)EqualityComparer<T>.Default.GetHashCode(key!);
        var place = _places == 0 ? (uint)((hash * 0x9E3779B97F4A7C15UL) >> 32) : hash % _places;
        _left -= _counts[place & _mask]++;
        if (_left < 0)
        {
            throw new PeerDataException("too many keys of a set or map fall together");
        }
    }

    /// <summary>Gives back what it counted with.</summary>
    public void Dispose()
    {
        if (_counts is { } counts)
        {
            _counts = null;
            ArrayPool<int>.Shared.Return(counts);
        }
    }
}
