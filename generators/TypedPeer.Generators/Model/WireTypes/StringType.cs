using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>Text.</summary>
internal sealed record StringType() : WireType(new NamedTypeName("System", "String"))
{
    public override int MinimumSize => sizeof(int);

    public override bool IsRequired => true;
}
