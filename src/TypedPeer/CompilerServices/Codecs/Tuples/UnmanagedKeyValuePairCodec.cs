namespace TypedPeer.CompilerServices;

/// <summary>Key-value pairs without references: their memory layout, with padding written as zero.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of the key.</typeparam>
/// <typeparam name="TValueCodec">The codec of the value.</typeparam>
public readonly struct UnmanagedKeyValuePairCodec<TKey, TValue, TKeyCodec, TValueCodec> : IPeerUnmanagedCodec<KeyValuePair<TKey, TValue>>
    where TKeyCodec : struct, IPeerUnmanagedCodec<TKey>
    where TValueCodec : struct, IPeerUnmanagedCodec<TValue>
{
    /// <inheritdoc/>
    public static int MinimumSize => Size;

    /// <inheritdoc/>
    public static int Size => AlignUp(ValueOffset + TValueCodec.Size, Alignment);

    /// <inheritdoc/>
    public static int Alignment => Math.Max(TKeyCodec.Alignment, TValueCodec.Alignment);

    private static int ValueOffset => AlignUp(TKeyCodec.Size, TValueCodec.Alignment);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in KeyValuePair<TKey, TValue> value)
    {
        TKeyCodec.Write(ref writer, value.Key);
        writer.WriteZeros(ValueOffset - TKeyCodec.Size);
        TValueCodec.Write(ref writer, value.Value);
        writer.WriteZeros(Size - ValueOffset - TValueCodec.Size);
    }

    /// <inheritdoc/>
    public static KeyValuePair<TKey, TValue> Read(ref PeerReader reader)
    {
        var key = TKeyCodec.Read(ref reader);
        reader.Skip(ValueOffset - TKeyCodec.Size);
        var value = TValueCodec.Read(ref reader);
        reader.Skip(Size - ValueOffset - TValueCodec.Size);
        return new(key, value);
    }

    private static int AlignUp(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
