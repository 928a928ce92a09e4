namespace TypedPeer.CompilerServices;

/// <summary>URIs, absolute or relative: the string they were made of.</summary>
public readonly struct UriCodec : IPeerReferenceCodec<Uri>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in Uri value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        StringCodec.Write(ref writer, value.OriginalString);
    }

    /// <inheritdoc/>
    public static Uri Read(ref PeerReader reader)
    {
        if (!Uri.TryCreate(StringCodec.Read(ref reader), UriKind.RelativeOrAbsolute, out var uri))
        {
            PeerFormat.ThrowInvalid("Uri");
        }

        return uri;
    }
}
