using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Emitter.TypeScript;

/// <summary>Walks through all that a value of a type may hold.</summary>
/// <param name="dataTypes">The data types by their key.</param>
internal sealed class ScriptTree(IReadOnlyDictionary<string, DataTypeModel> dataTypes)
{
    /// <summary>Returns the type and every type within it, data types with their members, each data type once.</summary>
    public IEnumerable<WireType> Reach(WireType type) => Reach(type, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>The model of a data type; null where it is not known.</summary>
    public DataTypeModel? Find(DataTypeReference type) => dataTypes.TryGetValue(ShapeText.Key(type.Name), out var model) ? model : null;

    private IEnumerable<WireType> Reach(WireType type, HashSet<string> seen)
    {
        if (type is DataTypeReference known && !seen.Add(ShapeText.Key(known.Name)))
        {
            yield break;
        }

        yield return type;
        foreach (var part in Parts(type).SelectMany(part => Reach(part, seen)))
        {
            yield return part;
        }
    }

    private IEnumerable<WireType> Parts(WireType type) => type switch
    {
        DataTypeReference data => Find(data)?.Members.Select(member => member.Type) ?? [],
        NullableType nullable => [nullable.Value],
        ArrayType array => [array.Item],
        ListType list => [list.Item],
        MapType map => [map.Key, map.Value],
        TupleType tuple => tuple.Items,
        ProgressType progress => [progress.Value],
        _ => [],
    };
}
