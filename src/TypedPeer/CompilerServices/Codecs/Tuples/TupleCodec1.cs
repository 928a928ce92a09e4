namespace TypedPeer.CompilerServices;

/// <summary>Tuples: an object whose members are the items.</summary>
/// <typeparam name="T1">The type of the first item.</typeparam>
/// <typeparam name="T1Codec">The codec of the first item.</typeparam>
public readonly struct TupleCodec<T1, T1Codec> : IPeerReferenceCodec<Tuple<T1>>
    where T1Codec : struct, IPeerCodec<T1>
{
    /// <inheritdoc/>
    public static int MinimumSize => 1 + T1Codec.MinimumSize;

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullObject();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullObject();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in Tuple<T1> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        writer.WriteObjectHeader(1);
        T1Codec.Write(ref writer, value.Item1);
    }

    /// <inheritdoc/>
    public static Tuple<T1> Read(ref PeerReader reader)
    {
        reader.ReadObjectHeader(1);
        var item1 = T1Codec.Read(ref reader);
        return new Tuple<T1>(item1);
    }
}
