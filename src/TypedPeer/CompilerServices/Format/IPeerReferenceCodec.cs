namespace TypedPeer.CompilerServices;

/// <summary>A codec of a type that may be null on the wire. Its own <c>Write</c> and <c>Read</c> refuse null.</summary>
/// <typeparam name="T">The type written and read.</typeparam>
public interface IPeerReferenceCodec<T> : IPeerCodec<T>
    where T : class
{
    /// <summary>Writes what stands for null.</summary>
    static abstract void WriteNull(ref PeerWriter writer);

    /// <summary>Reads what stands for null, if that comes next.</summary>
    static abstract bool TryReadNull(ref PeerReader reader);
}
