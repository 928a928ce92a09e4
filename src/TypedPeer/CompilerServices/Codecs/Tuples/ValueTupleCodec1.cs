namespace TypedPeer.CompilerServices;

/// <summary>Value tuples: the items in order, without padding and without a header.</summary>
/// <typeparam name="T1">The type of the first item.</typeparam>
/// <typeparam name="T1Codec">The codec of the first item.</typeparam>
public readonly struct ValueTupleCodec<T1, T1Codec> : IPeerCodec<ValueTuple<T1>>
    where T1Codec : struct, IPeerCodec<T1>
{
    /// <inheritdoc/>
    public static int MinimumSize => T1Codec.MinimumSize;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ValueTuple<T1> value)
    {
        T1Codec.Write(ref writer, value.Item1);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1> Read(ref PeerReader reader)
    {
        var item1 = T1Codec.Read(ref reader);
        return new ValueTuple<T1>(item1);
    }
}
