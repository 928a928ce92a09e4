using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>Finds how tuples and key-value pairs travel.</summary>
internal sealed class TupleParser(TypeParser types)
{
    private const string Runtime = ScalarTypes.Runtime;

    // The last type argument of the eighth form holds the remaining items.
    private const int WithRest = 8;

    public static bool IsTuple(INamedTypeSymbol type) =>
        type.IsTupleType || type.Is("System.Collections.Generic", "KeyValuePair`2")
        || (type.Name == "Tuple" && type.TypeArguments.Length is > 0 and < WithRest && type.ContainingNamespace.IsNamed("System"));

    /// <summary>Returns how the tuple travels, or null after reporting why it cannot.</summary>
    public WireType? Parse(INamedTypeSymbol type, ISymbol spot)
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

        var names = string.Join(", ", items.Select(item => item.TypeName));
        var generics = $"<{names}, {string.Join(", ", items.Select(item => item.Codec))}>";
        var shapes = string.Join(",", items.Select(item => item.Shape));
        var size = items.Sum(item => item.MinimumSize);
        if (type.IsTupleType)
        {
            return new WireType(ValueTupleName(type, items), $"{Runtime}ValueTupleCodec{generics}", $"tuple<{shapes}>", size, Layout: null);
        }

        if (type.Name == "Tuple")
        {
            return new WireType($"global::System.Tuple<{names}>", $"{Runtime}TupleCodec{generics}", $"object({shapes})", 1, Layout: null);
        }

        var name = $"global::System.Collections.Generic.KeyValuePair<{names}>";
        return items[0].Layout is { } key && items[1].Layout is { } value
            ? UnmanagedPair(name, generics, shapes, key, value)
            : new WireType(name, $"{Runtime}KeyValuePairCodec{generics}", $"pair<{shapes}>", size, Layout: null);
    }

    private static WireType UnmanagedPair(string name, string generics, string shapes, WireLayout key, WireLayout value)
    {
        var alignment = Math.Max(key.Alignment, value.Alignment);
        var offset = WireLayout.AlignUp(key.Size, value.Alignment);
        var size = WireLayout.AlignUp(offset + value.Size, alignment);

        // Never taken over as a block, so where the padding lies does not matter.
        var layout = new WireLayout(size, alignment, takesAnyBits: false);
        return new WireType(name, $"{Runtime}UnmanagedKeyValuePairCodec{generics}", $"memory({shapes})", size, layout);
    }

    // Item names are part of a type's spelling where an interface is implemented.
    private static string ValueTupleName(INamedTypeSymbol type, WireType[] items)
    {
        var elements = type.TupleElements;
        if (elements.Length < 2)
        {
            return $"global::System.ValueTuple<{string.Join(", ", items.Select(item => item.TypeName))}>";
        }

        var types = items.Length < WithRest
            ? items.Select(item => item.TypeName)
            : items.Take(WithRest - 1).Select(item => item.TypeName).Concat(RestNames(items[WithRest - 1].TypeName));
        return "(" + string.Join(", ", types.Select((name, index) => elements[index].IsExplicitlyNamedTupleElement ? $"{name} {TypeNames.Escape(elements[index].Name)}" : name)) + ")";
    }

    // The rest is a tuple of its own: "(A, B)", or "global::System.ValueTuple<A>".
    private static IEnumerable<string> RestNames(string rest)
    {
        var start = rest[0] == '(' ? 1 : rest.IndexOf('<') + 1;
        var (depth, from) = (0, start);
        for (var i = start; i < rest.Length - 1; i++)
        {
            depth += rest[i] is '<' or '(' or '[' ? 1 : rest[i] is '>' or ')' or ']' ? -1 : 0;
            if (depth == 0 && rest[i] == ',')
            {
                yield return rest.Substring(from, i - from).Trim();
                from = i + 1;
            }
        }

        yield return rest.Substring(from, rest.Length - 1 - from).Trim();
    }
}
