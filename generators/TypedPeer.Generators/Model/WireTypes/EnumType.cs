using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>An enum, which travels as its underlying number.</summary>
internal sealed record EnumType(TypeName Name, ScalarKind Underlying) : WireType(Name)
{
    public override int MinimumSize => Scalars.Of(Underlying).MinimumSize;

    public override WireLayout? Layout => Scalars.Of(Underlying).Layout;
}
