namespace TypedPeer.CompilerServices;

/// <summary>Dictionaries: the count, then key and value of each entry. The comparer does not travel; equal keys are refused.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of a key.</typeparam>
/// <typeparam name="TValueCodec">The codec of a value.</typeparam>
public readonly struct DictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : IPeerReferenceCodec<Dictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IPeerCodec<TKey>
    where TValueCodec : struct, IPeerCodec<TValue>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in Dictionary<TKey, TValue> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteCollectionHeader(value.Count);
        var i = 0;
        try
        {
            foreach (var entry in value)
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

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> Read(ref PeerReader reader)
    {
        var count = reader.ReadCollectionHeader(TKeyCodec.MinimumSize + TValueCodec.MinimumSize);
        reader.Charge(((count == 0 ? 2 : 6) * DecodeCost.Collection) + (count * DecodeCost.Entry<KeyValuePair<TKey, TValue>>()));
        var entries = new Dictionary<TKey, TValue>(count);
        using var spread = new KeySpread<TKey>(count, entries.EnsureCapacity(0));
        var i = 0;
        try
        {
            for (; i < count; i++)
            {
                var key = TKeyCodec.Read(ref reader);
                spread.Add(key);
                if (!entries.TryAdd(key, TValueCodec.Read(ref reader)))
                {
                    throw new PeerDataException("a dictionary holds the same key twice");
                }
            }
        }
        catch (PeerDataException failure) when (failure.AddItem(i))
        {
            // Never caught here: the filter only adds the item to the path.
            throw;
        }

        return entries;
    }
}
