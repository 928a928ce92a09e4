namespace TypedPeer.CompilerServices;

/// <summary>A reference that may be null.</summary>
/// <typeparam name="T">The type that may be null.</typeparam>
/// <typeparam name="TCodec">The codec of values that are not null.</typeparam>
public readonly struct NullableCodec<T, TCodec> : IPeerCodec<T?>
    where T : class
    where TCodec : struct, IPeerReferenceCodec<T>
{
    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in T? value)
    {
        if (value is null)
        {
            TCodec.WriteNull(ref writer);
        }
        else
        {
            TCodec.Write(ref writer, in value);
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref PeerReader reader) => TCodec.TryReadNull(ref reader) ? null : TCodec.Read(ref reader);
}
