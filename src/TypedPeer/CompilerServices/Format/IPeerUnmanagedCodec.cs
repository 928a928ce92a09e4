namespace TypedPeer.CompilerServices;

/// <summary>A codec of a value type without references, whose wire form is its sequential memory layout, padding written as zero.</summary>
/// <typeparam name="T">The type written and read; a nullable one too, which no constraint can say.</typeparam>
public interface IPeerUnmanagedCodec<T> : IPeerCodec<T>
{
    /// <summary>Gets how many bytes a value takes: always the same, and a multiple of <see cref="Alignment"/>.</summary>
    static abstract int Size { get; }

    /// <summary>Gets the natural alignment in bytes.</summary>
    static abstract int Alignment { get; }
}
