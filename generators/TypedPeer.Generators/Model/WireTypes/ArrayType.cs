using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>An array of so many dimensions, whose lengths travel before its items.</summary>
internal sealed record ArrayType(WireType Item, int Rank) : WireType(new ArrayTypeName(Item.Name, Rank))
{
    // Of several dimensions a bound that holds, not the largest one.
    public override int MinimumSize => Rank == 1 ? sizeof(int) : 1;

    public override bool IsRequired => true;
}
