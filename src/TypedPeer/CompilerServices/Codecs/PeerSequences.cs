namespace TypedPeer.CompilerServices;

/// <summary>What the codecs of collections have in common.</summary>
internal static class PeerSequences
{
    /// <summary>Writes items whose number is known and does not change meanwhile.</summary>
    public static void Write<T, TCodec>(ref PeerWriter writer, int count, IEnumerable<T> items)
        where TCodec : struct, IPeerCodec<T>
    {
        writer.WriteCollectionHeader(count);
        var i = 0;
        try
        {
            foreach (var item in items)
            {
                TCodec.Write(ref writer, item);
                i++;
            }
        }
        catch (PeerDataException failure)
        {
            throw PeerDataException.InItem(failure, i);
        }
    }

    /// <summary>Writes items that may be computed while they are enumerated, or change meanwhile.</summary>
    public static void Write<T, TCodec>(ref PeerWriter writer, IEnumerable<T> items)
        where TCodec : struct, IPeerCodec<T>
    {
        switch (items)
        {
            case null:
                PeerFormat.ThrowNull();
                break;
            case List<T> list:
                ListCodec<T, TCodec>.Write(ref writer, in list);
                break;
            default:
                ArrayCodec<T, TCodec>.Write(ref writer, items as T[] ?? [.. items]);
                break;
        }
    }

    /// <summary>Writes the entries of a map.</summary>
    public static void WriteMap<TKey, TValue, TKeyCodec, TValueCodec>(ref PeerWriter writer, IEnumerable<KeyValuePair<TKey, TValue>> entries)
        where TKey : notnull
        where TKeyCodec : struct, IPeerCodec<TKey>
        where TValueCodec : struct, IPeerCodec<TValue>
    {
        if (entries is null)
        {
            PeerFormat.ThrowNull();
        }

        // A snapshot where other threads may write.
        var snapshot = entries is ICollection<KeyValuePair<TKey, TValue>> and not System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>
            ? (ICollection<KeyValuePair<TKey, TValue>>)entries
            : [.. entries];
        writer.WriteCollectionHeader(snapshot.Count);
        var i = 0;
        try
        {
            foreach (var entry in snapshot)
            {
                TKeyCodec.Write(ref writer, entry.Key);
                TValueCodec.Write(ref writer, entry.Value);
                i++;
            }
        }
        catch (PeerDataException failure)
        {
            throw PeerDataException.InItem(failure, i);
        }
    }

    /// <summary>Makes sure that a set got all items it was made of.</summary>
    public static T Distinct<T>(T set, int count, int expected)
    {
        if (count != expected)
        {
            throw new PeerDataException("a set or map holds the same key twice");
        }

        return set;
    }
}
