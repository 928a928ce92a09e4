using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Shapes;

/// <summary>The shape of types and methods on the wire in words, a data type by its key in braces.</summary>
internal static class ShapeText
{
    public static string Of(WireType type) => type switch
    {
        ScalarType scalar => Scalars.Of(scalar.Kind).Shape,
        EnumType number => Scalars.Of(number.Underlying).Shape,
        StringType => "string",
        ArrayType { Rank: 1 } array => $"list<{Of(array.Item)}>",
        ArrayType array => $"list{array.Rank}<{Of(array.Item)}>",
        ListType list => $"list<{Of(list.Item)}>",
        MapType map => $"map<{Of(map.Key)},{Of(map.Value)}>",
        TupleType tuple => Of(tuple),
        DataTypeReference data => $"{{{Key(data.Name)}}}",
        ContractReference contract => $"contract<{contract.WireName}>",
        ProgressType progress => $"progress<{Of(progress.Value)}>",
        NullableType { IsReference: true } nullable => Of(nullable.Value),
        NullableType nullable => Of(nullable.Value) + "?",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>The shape of a method: those of what it takes, and of what it gives.</summary>
    /// <param name="parameters">What it takes.</param>
    /// <param name="result">What it gives; null for nothing.</param>
    /// <param name="isStreaming">Whether it gives that again and again.</param>
    /// <param name="delivery">How a one-way method's calls are delivered, empty for as all are; null for a method that is answered.</param>
    public static string Of(EquatableArray<ParameterModel> parameters, WireType? result, bool isStreaming, string? delivery)
    {
        var values = parameters
            .Where(parameter => parameter.Wire is not null)
            .Select(parameter => parameter.Kind == ParameterKind.Stream ? $"stream<{Of(parameter.Wire!)}>" : Of(parameter.Wire!));
        var answer = isStreaming ? $"stream<{Of(result!)}>" : delivery is not null ? OneWay(delivery) : result is null ? "void" : Of(result);
        return $"({string.Join(", ", values)}) -> {answer}";
    }

    /// <inheritdoc cref="Of(EquatableArray{ParameterModel}, WireType, bool, string)"/>
    public static string Of(MethodModel method) => Of(method.Parameters, method.Result, method.IsStreaming, method.IsOneWay ? method.Delivery : null);

    // Two peers have to agree on it: what a caller may leave out is no call that the other may count on.
    private static string OneWay(string delivery) => delivery switch
    {
        MethodModel.LatestWins => "oneway latest",
        MethodModel.Unreliable => "oneway unreliable",
        _ => "oneway",
    };

    /// <summary>What a data type is known by.</summary>
    public static string Key(TypeName name) => TypeNameText.Plain(name);

    private static string Of(TupleType tuple)
    {
        var items = string.Join(",", tuple.Items.Select(Of));
        return tuple.Kind switch
        {
            TupleKind.ValueTuple => $"tuple<{items}>",
            TupleKind.Tuple => $"object({items})",
            _ => tuple.Layout is null ? $"pair<{items}>" : $"memory({items})",
        };
    }
}
