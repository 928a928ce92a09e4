using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>A receiver of progress, which stays where it is.</summary>
internal sealed record ProgressType(WireType Value) : WireType(new NamedTypeName("System", "IProgress", Value.Name))
{
    public override int MinimumSize => 1;

    public override bool IsRequired => true;
}
