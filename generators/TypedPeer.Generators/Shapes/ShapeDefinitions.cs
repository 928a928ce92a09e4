using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Shapes;

/// <summary>Spells out the shape of a data type in terms of its members' shapes.</summary>
internal static class ShapeDefinitions
{
    public static string Of(DataTypeModel type) =>
        type.Kind == DataTypeKind.MemoryPack ? $"memorypack {TypeNameText.Full(type.Name)}" : Of(KindName(type.Kind), Members(type));

    /// <summary>Composes a definition; a kind whose members may change without harm has none in it, so that a legal addition is no drift.</summary>
    public static string Of(string kind, IEnumerable<string> members) =>
        kind is "tolerant" or "union" ? kind : $"{kind}({string.Join(", ", members)})";

    public static string KindName(DataTypeKind kind) => kind switch
    {
        DataTypeKind.Object => "object",
        DataTypeKind.Tolerant => "tolerant",
        DataTypeKind.Union => "union",
        DataTypeKind.MemoryPack => "memorypack",
        _ => "memory",
    };

    private static IEnumerable<string> Members(DataTypeModel type) => type.Kind == DataTypeKind.Union
        ? type.Members.OrderBy(member => member.Place).Select(member => $"{member.Place}: {ShapeText.Of(member.Type)}")
        : type.Members.Select(member => ShapeText.Of(member.Type));
}
