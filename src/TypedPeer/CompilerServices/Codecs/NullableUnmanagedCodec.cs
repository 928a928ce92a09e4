namespace TypedPeer.CompilerServices;

/// <summary>A nullable value without references: a flag, padding up to the value's alignment, the value or as many zeros.</summary>
/// <typeparam name="T">The type that may be null.</typeparam>
/// <typeparam name="TCodec">The codec of values that are not null.</typeparam>
public readonly struct NullableUnmanagedCodec<T, TCodec> : IPeerUnmanagedCodec<T?>
    where T : struct
    where TCodec : struct, IPeerUnmanagedCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => Size;

    /// <inheritdoc/>
    public static int Size => TCodec.Alignment + TCodec.Size;

    /// <inheritdoc/>
    public static int Alignment => TCodec.Alignment;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in T? value)
    {
        BooleanCodec.Write(ref writer, value.HasValue);
        writer.WriteZeros(TCodec.Alignment - 1);
        if (value.HasValue)
        {
            TCodec.Write(ref writer, value.GetValueOrDefault());
        }
        else
        {
            writer.WriteZeros(TCodec.Size);
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref PeerReader reader)
    {
        var hasValue = BooleanCodec.Read(ref reader);
        reader.Skip(TCodec.Alignment - 1);
        if (hasValue)
        {
            return TCodec.Read(ref reader);
        }

        reader.Skip(TCodec.Size);
        return null;
    }
}
