using System.Security.Cryptography;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Listening;

/// <summary>
/// Transaction ids that only somebody can repeat who gets what is sent to an address: keyed hashes of that address. Nothing is kept for one.
/// The key changes with time, which is what ends an id's life: it counts for one to two <see cref="Period"/>s.
/// </summary>
internal sealed class AddressProof(IRandomSource random)
{
    /// <summary>How long a key makes ids, in microseconds: an answer takes a round trip, of which the longest are seconds.</summary>
    public const long Period = 10_000_000;

    private const int KeySize = 32;
    private readonly byte[] _key = new byte[KeySize];
    private readonly byte[] _previous = new byte[KeySize];
    private long _changesAt = long.MinValue;

    /// <summary>Makes the id of a check from one of our addresses to one that is not proven.</summary>
    public StunTransactionId Create(in AddressPair pair, long now)
    {
        Rotate(now);
        return Hash(_key, pair);
    }

    /// <summary>Says whether an id was made for these addresses not long ago.</summary>
    public bool Verifies(StunTransactionId id, in AddressPair pair, long now)
    {
        Rotate(now);
        return AreSame(id, Hash(_key, pair)) | AreSame(id, Hash(_previous, pair));
    }

    private static StunTransactionId Hash(ReadOnlySpan<byte> key, in AddressPair pair)
    {
        Span<byte> text = stackalloc byte[2 * AddressKey.Size];
        pair.Local.Write(text);
        pair.Remote.Write(text[AddressKey.Size..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, hash);
        return StunTransactionId.Read(hash);
    }

    private static bool AreSame(StunTransactionId left, StunTransactionId right)
    {
        Span<byte> bytes = stackalloc byte[2 * StunTransactionId.Size];
        left.Write(bytes);
        right.Write(bytes[StunTransactionId.Size..]);
        return CryptographicOperations.FixedTimeEquals(bytes[..StunTransactionId.Size], bytes[StunTransactionId.Size..]);
    }

    private void Rotate(long now)
    {
        if (now < _changesAt)
        {
            return;
        }

        // After a pause longer than a period the last key is too old as well.
        if (_changesAt != long.MinValue && now - _changesAt < Period)
        {
            _key.CopyTo(_previous, 0);
        }
        else
        {
            random.Fill(_previous);
        }

        random.Fill(_key);
        _changesAt = now + Period;
    }
}
