using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>An object that stays where it is, by the contract it is called with.</summary>
internal sealed record ContractReference(TypeName Name, string WireName) : WireType(Name)
{
    public override int MinimumSize => 1;

    public override bool IsRequired => true;
}
