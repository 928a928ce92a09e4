using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Finds what TypeScript cannot carry.</summary>
/// <param name="dataTypes">The data types by their key.</param>
internal sealed class ScriptLimits(IReadOnlyDictionary<string, DataTypeModel> dataTypes)
{
    public ScriptLimits(LibraryModel library)
        : this(library.DataTypes)
    {
    }

    /// <summary>Returns why a method has no TypeScript, or null where it has.</summary>
    public string? WhyNot(MethodModel method) =>
        method.Parameters.Select(parameter => parameter.Wire).Append(method.Result).Select(type => type is null ? null : WhyNot(type)).FirstOrDefault(reason => reason is not null);

    /// <summary>Returns why a type has no TypeScript, or null where it has.</summary>
    public string? WhyNot(WireType type) => Find(type, new HashSet<string>(StringComparer.Ordinal)) is { } found
        ? $"'{TypeNameText.Plain(found)}' is written by the package MemoryPack, which only .NET has"
        : null;

    private TypeName? Find(WireType type, HashSet<string> seen)
    {
        if (type is DataTypeReference data)
        {
            var key = ShapeText.Key(data.Name);
            if (!seen.Add(key) || !dataTypes.TryGetValue(key, out var model))
            {
                return null;
            }

            return model.Kind == DataTypeKind.MemoryPack ? model.Name : model.Members.Select(member => Find(member.Type, seen)).FirstOrDefault(found => found is not null);
        }

        return Parts(type).Select(part => Find(part, seen)).FirstOrDefault(found => found is not null);
    }

    private static IEnumerable<WireType> Parts(WireType type) => type switch
    {
        NullableType nullable => [nullable.Value],
        ArrayType array => [array.Item],
        ListType list => [list.Item],
        MapType map => [map.Key, map.Value],
        TupleType tuple => tuple.Items,
        ProgressType progress => [progress.Value],
        _ => [],
    };
}
