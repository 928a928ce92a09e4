using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Naming;

/// <summary>How types are named in messages, in signatures and on the wire.</summary>
internal static class DisplayNames
{
    private static readonly SymbolDisplayFormat Wire = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat Short = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>The name of a contract on the wire, unless the user gives another.</summary>
    public static string ForWire(ITypeSymbol type) => type.ToDisplayString(Wire);

    /// <summary>The name as a developer would write it in a parameter list.</summary>
    public static string ForMessage(ITypeSymbol type) => type.ToDisplayString(Short);
}
