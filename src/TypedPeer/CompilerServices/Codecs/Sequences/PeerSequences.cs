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
        catch (PeerDataException failure) when (failure.AddItem(i))
        {
            // Never caught here: the filter only adds the item to the path.
            throw;
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
        catch (PeerDataException failure) when (failure.AddItem(i))
        {
            // Never caught here: the filter only adds the item to the path.
            throw;
        }
    }

    /// <summary>Reads the items that a collection is made of, and charges for that collection.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="empty">What the collection takes when it is empty.</param>
    /// <param name="each">What it takes for each item.</param>
    public static T[] ReadItems<T, TCodec>(ref PeerReader reader, long empty, long each)
        where TCodec : struct, IPeerCodec<T>
    {
        reader.Charge(empty);
        var items = ArrayCodec<T, TCodec>.Read(ref reader);
        reader.Charge(items.Length * each);
        return items;
    }

    /// <summary>Reads the entries that a map is made of, and charges for that map.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="empty">What the map takes when it is empty.</param>
    /// <param name="each">What it takes for each entry.</param>
    public static Dictionary<TKey, TValue> ReadEntries<TKey, TValue, TKeyCodec, TValueCodec>(ref PeerReader reader, long empty, long each)
        where TKey : notnull
        where TKeyCodec : struct, IPeerCodec<TKey>
        where TValueCodec : struct, IPeerCodec<TValue>
    {
        reader.Charge(empty);
        var entries = DictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec>.Read(ref reader);
        reader.Charge(entries.Count * each);
        return entries;
    }

    /// <summary>Refuses items whose whole hashes fall together.</summary>
    public static void RefuseColliding<T>(T[] items)
    {
        using var hashes = new KeySpread<T>(items.Length, places: 0);
        foreach (var item in items)
        {
            hashes.Add(item);
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
