using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Symbols;

/// <summary>What a member says of null beyond its type.</summary>
internal static class FlowAttributes
{
    public const string MaybeNull = "MaybeNullAttribute";
    public const string AllowNull = "AllowNullAttribute";
    public const string DisallowNull = "DisallowNullAttribute";

    public static bool Has(ISymbol symbol, string name) => Has(symbol.GetAttributes(), name);

    /// <summary>Whether reading the property is said to be so.</summary>
    public static bool Gives(IPropertySymbol property, IMethodSymbol? getter, string name) =>
        Has(property, name) || (getter is not null && Has(getter.GetReturnTypeAttributes(), name));

    /// <summary>Whether setting the property is said to be so.</summary>
    public static bool Takes(IPropertySymbol property, IMethodSymbol? setter, string name) =>
        Has(property, name) || (setter is { Parameters.Length: > 0 } && Has(setter.Parameters[setter.Parameters.Length - 1], name));

    private static bool Has(ImmutableArray<AttributeData> attributes, string name) =>
        attributes.Any(attribute => attribute.AttributeClass?.Is("System.Diagnostics.CodeAnalysis", name) == true);
}
