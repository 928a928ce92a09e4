using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>A length and so many items, whatever collection holds them on either side.</summary>
internal sealed record ListType(CollectionKind Collection, WireType Item, TypeName Name) : WireType(Name)
{
    /// <summary>A block of a stream of bytes.</summary>
    public static readonly ListType Block = Of(CollectionKind.ReadOnlyMemory, "System", "ReadOnlyMemory", new ScalarType(ScalarKind.UInt8));

    public override int MinimumSize => sizeof(int);

    public override bool IsRequired =>
        Collection is not (CollectionKind.ImmutableArray or CollectionKind.Memory or CollectionKind.ReadOnlyMemory or CollectionKind.ArraySegment);

    public static ListType Of(CollectionKind collection, string @namespace, string name, WireType item) =>
        new(collection, item, new NamedTypeName(@namespace, name, item.Name));
}
