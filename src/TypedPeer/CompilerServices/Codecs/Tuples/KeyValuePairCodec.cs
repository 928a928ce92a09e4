namespace TypedPeer.CompilerServices;

/// <summary>Key-value pairs that hold references: the key, then the value.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of the key.</typeparam>
/// <typeparam name="TValueCodec">The codec of the value.</typeparam>
public readonly struct KeyValuePairCodec<TKey, TValue, TKeyCodec, TValueCodec> : IPeerCodec<KeyValuePair<TKey, TValue>>
    where TKeyCodec : struct, IPeerCodec<TKey>
    where TValueCodec : struct, IPeerCodec<TValue>
{
    /// <inheritdoc/>
    public static int MinimumSize => TKeyCodec.MinimumSize + TValueCodec.MinimumSize;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in KeyValuePair<TKey, TValue> value)
    {
        TKeyCodec.Write(ref writer, value.Key);
        TValueCodec.Write(ref writer, value.Value);
    }

    /// <inheritdoc/>
    public static KeyValuePair<TKey, TValue> Read(ref PeerReader reader)
    {
        var key = TKeyCodec.Read(ref reader);
        return new(key, TValueCodec.Read(ref reader));
    }
}
