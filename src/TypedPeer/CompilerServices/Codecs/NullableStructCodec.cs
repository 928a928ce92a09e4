namespace TypedPeer.CompilerServices;

/// <summary>A nullable value that holds references: the null object, or an object of one member.</summary>
/// <typeparam name="T">The type that may be null.</typeparam>
/// <typeparam name="TCodec">The codec of values that are not null.</typeparam>
public readonly struct NullableStructCodec<T, TCodec> : IPeerCodec<T?>
    where T : struct
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in T? value)
    {
        if (value.HasValue)
        {
            writer.WriteObjectHeader(1);
            TCodec.Write(ref writer, value.GetValueOrDefault());
        }
        else
        {
            writer.WriteNullObject();
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref PeerReader reader)
    {
        if (reader.TryReadNullObject())
        {
            // One byte, and as a member as large as the value.
            reader.Charge(DecodeCost.Item<T?>());
            return null;
        }

        reader.ReadObjectHeader(1);
        return TCodec.Read(ref reader);
    }
}
