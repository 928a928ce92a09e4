namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>A value without parts, as far as contracts are concerned.</summary>
internal sealed record ScalarType(ScalarKind Kind) : WireType(Scalars.Of(Kind).Name)
{
    public override int MinimumSize => Scalars.Of(Kind).MinimumSize;

    public override WireLayout? Layout => Scalars.Of(Kind).Layout;

    public override bool IsRequired => Scalars.Of(Kind).IsReference;
}
