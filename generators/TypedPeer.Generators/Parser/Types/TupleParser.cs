using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>Finds how tuples and key-value pairs travel.</summary>
internal sealed class TupleParser(TypeParser types)
{
    // The last type argument of the eighth form holds the remaining items.
    private const int WithRest = 8;

    public static bool IsTuple(INamedTypeSymbol type) =>
        type.IsTupleType || type.Is("System.Collections.Generic", "KeyValuePair`2")
        || (type.Name == "Tuple" && type.TypeArguments.Length is > 0 and < WithRest && type.ContainingNamespace.IsNamed("System"));

    /// <summary>Returns how the tuple travels, or null after reporting why it cannot.</summary>
    public TupleType? Parse(INamedTypeSymbol type, ISymbol spot)
    {
        var arguments = (type.TupleUnderlyingType ?? type).TypeArguments;
        var items = new WireType[arguments.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (types.Parse(arguments[i], spot) is not { } item)
            {
                return null;
            }

            items[i] = item;
        }

        var all = new EquatableArray<WireType>(items);
        return type switch
        {
            { IsTupleType: true } => new TupleType(TupleKind.ValueTuple, all, ValueTupleName(type, items)),
            { Name: "Tuple" } => new TupleType(TupleKind.Tuple, all, new NamedTypeName("System", "Tuple", Names(items))),
            _ => new TupleType(TupleKind.Pair, all, new NamedTypeName("System.Collections.Generic", "KeyValuePair", Names(items))),
        };
    }

    // Item names are part of a type's spelling where an interface is implemented.
    private static TypeName ValueTupleName(INamedTypeSymbol type, WireType[] items)
    {
        var elements = type.TupleElements;
        if (elements.Length < 2)
        {
            return new NamedTypeName("System", "ValueTuple", Names(items));
        }

        var names = items.Length < WithRest ? Names(items) : Names(items).Take(WithRest - 1).Concat(RestNames(items[WithRest - 1].Name));
        return new TupleTypeName(new EquatableArray<TupleElement>(
            [.. names.Select((name, index) => new TupleElement(name, elements[index].IsExplicitlyNamedTupleElement ? elements[index].Name : null))]));
    }

    private static TypeName[] Names(WireType[] items) => [.. items.Select(item => item.Name)];

    // The rest is a tuple of its own, of one item or more.
    private static IEnumerable<TypeName> RestNames(TypeName rest) =>
        rest is TupleTypeName tuple ? tuple.Elements.Select(element => element.Type) : ((NamedTypeName)rest).Arguments;
}
