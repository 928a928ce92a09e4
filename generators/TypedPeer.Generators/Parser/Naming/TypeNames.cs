using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedPeer.Generators.Parser.Naming;

/// <summary>How types are spelt in generated code, in signatures and in file names.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private static readonly SymbolDisplayFormat FullAnnotated = Full.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Wire = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters);

    private static readonly SymbolDisplayFormat Short = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>The fully qualified name of a type or namespace, without annotations.</summary>
    public static string Qualified(ISymbol symbol) => symbol.ToDisplayString(Full);

    /// <summary>The fully qualified name of a type with its annotations.</summary>
    public static string Annotated(ITypeSymbol type) => type.ToDisplayString(FullAnnotated);

    /// <summary>The fully qualified name of a type in its parts, each of which knows its symbol.</summary>
    public static ImmutableArray<SymbolDisplayPart> Parts(ITypeSymbol type, bool isAnnotated) => type.ToDisplayParts(isAnnotated ? FullAnnotated : Full);

    /// <summary>The name of a namespace as C# spells it, without what it begins with.</summary>
    public static string WithoutRoot(INamespaceSymbol name) => name.IsGlobalNamespace ? string.Empty : Qualified(name).Substring("global::".Length);

    /// <summary>The name of a contract on the wire, unless the user gives another.</summary>
    public static string ForWire(ITypeSymbol type) => type.ToDisplayString(Wire);

    /// <summary>The name as a developer would write it in a parameter list.</summary>
    public static string ForMessage(ITypeSymbol type) => type.ToDisplayString(Short);

    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>Makes a namespace of an assembly name; one that is no namespace as it is gets a hash, so that no two are alike.</summary>
    public static string ToNamespace(string assemblyName)
    {
        var name = Spelt(assemblyName);
        return name.Replace("@", string.Empty) == assemblyName ? name : OutputNames.Hashed(name, assemblyName);
    }

    private static string Spelt(string assemblyName)
    {
        var parts = assemblyName.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            var characters = parts[i].Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_').ToArray();
            var part = new string(characters);
            parts[i] = Escape(part.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(part[0]) ? "_" + part : part);
        }

        return string.Join(".", parts);
    }
}
