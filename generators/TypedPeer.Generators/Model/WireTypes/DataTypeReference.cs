using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>A type the user declared, a union too, whose form on the wire is a model of its own; so a tree can name itself.</summary>
/// <param name="Name">Its name: the key of its model.</param>
/// <param name="IsReference">Whether it may be null on the wire.</param>
/// <param name="Memory">The memory layout, for a type without references.</param>
internal sealed record DataTypeReference(TypeName Name, bool IsReference, WireLayout? Memory) : WireType(Name)
{
    public override int MinimumSize => Memory?.Size ?? 1;

    public override WireLayout? Layout => Memory;

    public override bool IsRequired => IsReference;
}
