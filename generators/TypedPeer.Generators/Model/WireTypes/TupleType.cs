using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>So many items one after another.</summary>
internal sealed record TupleType(TupleKind Kind, EquatableArray<WireType> Items, TypeName Name) : WireType(Name)
{
    public override int MinimumSize => Kind == TupleKind.Tuple ? 1 : Layout?.Size ?? Items.Sum(item => item.MinimumSize);

    /// <summary>That of a pair whose two items have one. It is never taken over as a block, so where the padding lies does not matter.</summary>
    public override WireLayout? Layout => Kind == TupleKind.Pair && Items[0].Layout is { } key && Items[1].Layout is { } value ? PairOf(key, value) : null;

    public override bool IsRequired => Kind == TupleKind.Tuple;

    private static WireLayout PairOf(WireLayout key, WireLayout value)
    {
        var alignment = Math.Max(key.Alignment, value.Alignment);
        var offset = WireLayout.AlignUp(key.Size, value.Alignment);
        return new WireLayout(WireLayout.AlignUp(offset + value.Size, alignment), alignment, takesAnyBits: false);
    }
}

/// <summary>Which type holds the items.</summary>
internal enum TupleKind
{
    /// <summary>A value tuple, field by field.</summary>
    ValueTuple,

    /// <summary>A <c>System.Tuple</c>, as an object.</summary>
    Tuple,

    /// <summary>A key and a value; as memory, padding included, where neither holds a reference.</summary>
    Pair,
}
