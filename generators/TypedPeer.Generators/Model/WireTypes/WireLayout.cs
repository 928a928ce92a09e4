using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>The memory layout of a type without references, on 64-bit little-endian .NET.</summary>
/// <param name="Size">Bytes, a multiple of the alignment.</param>
/// <param name="Alignment">The natural alignment in bytes.</param>
/// <param name="TakesAnyBits">Whether every bit pattern is a valid value.</param>
/// <param name="Padding">Where padding lies: start and end of each run, one after the other.</param>
internal sealed record WireLayout(int Size, int Alignment, bool TakesAnyBits, EquatableArray<int> Padding)
{
    public WireLayout(int size, int alignment, bool takesAnyBits)
        : this(size, alignment, takesAnyBits, EquatableArray<int>.Empty)
    {
    }

    public static int AlignUp(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
