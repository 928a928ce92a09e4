namespace TypedPeer.CompilerServices;

/// <summary>
/// Writes and reads one type in the wire format. Codecs are stateless structs used as type arguments, so that the runtime
/// specialises every use and a composed codec (a list of a record, say) costs no indirection and no allocation.
/// </summary>
/// <typeparam name="T">The type written and read, with the nullability the contract gives it.</typeparam>
public interface IPeerCodec<T>
{
    /// <summary>Gets the fewest bytes a value takes. A reader checks a count against it before it allocates.</summary>
    static virtual int MinimumSize => 1;

    /// <summary>
    /// Gets a value indicating whether a value's memory is its wire form: every bit pattern valid, no padding, so that arrays
    /// may be copied as a whole.
    /// </summary>
    static virtual bool IsBlittable => false;

    /// <summary>Appends <paramref name="value"/> to <paramref name="writer"/>.</summary>
    static abstract void Write(ref PeerWriter writer, in T value);

    /// <summary>Reads one value.</summary>
    /// <exception cref="PeerDataException">The bytes are not a valid value of <typeparamref name="T"/>.</exception>
    static abstract T Read(ref PeerReader reader);
}
