using System.Collections.Immutable;

namespace TypedPeer.CompilerServices;

/// <summary>Immutable lists: the count, then the items.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ImmutableListCodec<T, TCodec> : IPeerReferenceCodec<ImmutableList<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ImmutableList<T> value)
    {
        if (value is null)
        {
            PeerFormat.ThrowNull();
        }

        PeerSequences.Write<T, TCodec>(ref writer, value.Count, value);
    }

    /// <inheritdoc/>
    public static ImmutableList<T> Read(ref PeerReader reader) => ImmutableList.Create(PeerSequences.ReadItems<T, TCodec>(ref reader, DecodeCost.Object, DecodeCost.Node<T>(3)));
}
