using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TypedPeer.Sessions.Tables;

/// <summary>
/// How every table is keyed whose keys a peer chooses or asks for. The platform's own hash of a number is known, so a peer could
/// choose numbers that all fall into one chain; this one depends on secrets of the process.
/// </summary>
/// <remarks>
/// Two multiplications whose upper and lower halves are folded, each with a secret factor: whatever set of numbers is chosen without
/// knowing the secrets, it spreads as random ones do.
/// </remarks>
internal sealed class PeerKeys : IEqualityComparer<ulong>
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;

    private PeerKeys(ReadOnlySpan<byte> secret)
    {
        _first = BinaryPrimitives.ReadUInt64LittleEndian(secret);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(secret[8..]) | 1;
        _third = BinaryPrimitives.ReadUInt64LittleEndian(secret[16..]) | 1;
    }

    /// <summary>Gets the hash of this process.</summary>
    public static PeerKeys Instance { get; } = new(RandomNumberGenerator.GetBytes(24));

    /// <summary>Makes a table with this hash.</summary>
    public static Dictionary<ulong, TValue> Table<TValue>() => new(Instance);

    /// <summary>Makes another hash: a test does not depend on the secret of the process.</summary>
    internal static PeerKeys Of(ReadOnlySpan<byte> secret) => new(secret);

    public bool Equals(ulong x, ulong y) => x == y;

    public int GetHashCode(ulong key)
    {
        var mixed = Fold(Fold(key ^ _first, _second) ^ _first, _third);
        return (int)(mixed >> 32);
    }

    private static ulong Fold(ulong value, ulong factor)
    {
        var high = Math.BigMul(value, factor, out var low);
        return high ^ low;
    }
}
