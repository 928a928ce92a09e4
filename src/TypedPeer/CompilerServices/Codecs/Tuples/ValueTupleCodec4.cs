namespace TypedPeer.CompilerServices;

/// <summary>Value tuples: the items in order, without padding and without a header.</summary>
/// <typeparam name="T1">The type of the first item.</typeparam>
/// <typeparam name="T2">The type of the second item.</typeparam>
/// <typeparam name="T3">The type of the third item.</typeparam>
/// <typeparam name="T4">The type of the fourth item.</typeparam>
/// <typeparam name="T1Codec">The codec of the first item.</typeparam>
/// <typeparam name="T2Codec">The codec of the second item.</typeparam>
/// <typeparam name="T3Codec">The codec of the third item.</typeparam>
/// <typeparam name="T4Codec">The codec of the fourth item.</typeparam>
public readonly struct ValueTupleCodec<T1, T2, T3, T4, T1Codec, T2Codec, T3Codec, T4Codec> : IPeerCodec<ValueTuple<T1, T2, T3, T4>>
    where T1Codec : struct, IPeerCodec<T1>
    where T2Codec : struct, IPeerCodec<T2>
    where T3Codec : struct, IPeerCodec<T3>
    where T4Codec : struct, IPeerCodec<T4>
{
    /// <inheritdoc/>
    public static int MinimumSize => T1Codec.MinimumSize + T2Codec.MinimumSize + T3Codec.MinimumSize + T4Codec.MinimumSize;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ValueTuple<T1, T2, T3, T4> value)
    {
        T1Codec.Write(ref writer, value.Item1);
        T2Codec.Write(ref writer, value.Item2);
        T3Codec.Write(ref writer, value.Item3);
        T4Codec.Write(ref writer, value.Item4);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3, T4> Read(ref PeerReader reader)
    {
        var item1 = T1Codec.Read(ref reader);
        var item2 = T2Codec.Read(ref reader);
        var item3 = T3Codec.Read(ref reader);
        var item4 = T4Codec.Read(ref reader);
        return new ValueTuple<T1, T2, T3, T4>(item1, item2, item3, item4);
    }
}
