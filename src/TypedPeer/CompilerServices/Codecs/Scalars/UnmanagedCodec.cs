using System.Runtime.CompilerServices;

namespace TypedPeer.CompilerServices;

/// <summary>
/// Numbers, <see cref="char"/>, <see cref="Guid"/>, <see cref="TimeSpan"/> and enums: types without padding in which every bit
/// pattern is valid, written as they lie in memory.
/// </summary>
/// <typeparam name="T">The type written and read.</typeparam>
public readonly struct UnmanagedCodec<T> : IPeerUnmanagedCodec<T>
    where T : unmanaged
{
    private readonly struct Aligner(byte first, T second)
    {
        public readonly byte First = first;
        public readonly T Second = second;
    }

    /// <inheritdoc/>
    public static int MinimumSize => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public static bool IsBlittable => true;

    /// <inheritdoc/>
    public static int Size => Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public static int Alignment => Unsafe.SizeOf<Aligner>() - Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PeerWriter writer, in T value) => writer.WriteUnmanaged(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(ref PeerReader reader) => reader.ReadUnmanaged<T>();
}
