using System.Collections.ObjectModel;

namespace TypedPeer.CompilerServices;

/// <summary>Read-only observable collections: the count, then the items.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <typeparam name="TCodec">The codec of an item.</typeparam>
public readonly struct ReadOnlyObservableCollectionCodec<T, TCodec> : IPeerReferenceCodec<ReadOnlyObservableCollection<T>>
    where TCodec : struct, IPeerCodec<T>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static void WriteNull(ref PeerWriter writer) => writer.WriteNullCollection();

    /// <inheritdoc/>
    public static bool TryReadNull(ref PeerReader reader) => reader.TryReadNullCollection();

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in ReadOnlyObservableCollection<T> value) => PeerSequences.Write<T, TCodec>(ref writer, value);

    /// <inheritdoc/>
    public static ReadOnlyObservableCollection<T> Read(ref PeerReader reader)
    {
        // It listens to the collection beneath.
        reader.Charge(8 * DecodeCost.Object);
        return new(ObservableCollectionCodec<T, TCodec>.Read(ref reader));
    }
}
