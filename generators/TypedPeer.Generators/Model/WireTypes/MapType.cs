using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>A length and so many pairs of a key, which is never null, and a value.</summary>
internal sealed record MapType(CollectionKind Collection, WireType Key, WireType Value, TypeName Name) : WireType(Name)
{
    public override int MinimumSize => sizeof(int);

    public override bool IsRequired => true;

    public static MapType Of(CollectionKind collection, string @namespace, string name, WireType key, WireType value) =>
        new(collection, key, value, new NamedTypeName(@namespace, name, key.Name, value.Name));
}
