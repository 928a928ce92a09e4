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
        var text = StringCodec.Read(ref reader);

        // What it finds in the text it keeps beside it, some of it twice.
        reader.Charge(DecodeCost.Object + (16 * DecodeCost.Reference) + (4L * sizeof(char) * text.Length));
        if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri))
        {
            PeerFormat.ThrowInvalid("Uri");
        }

        return uri;
    }
}
