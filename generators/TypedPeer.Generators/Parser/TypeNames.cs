using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedPeer.Generators.Parser;

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

    /// <summary>The name of a contract on the wire, unless the user gives another.</summary>
    public static string ForWire(ITypeSymbol type) => type.ToDisplayString(Wire);

    /// <summary>The name as a developer would write it in a parameter list.</summary>
    public static string ForMessage(ITypeSymbol type) => type.ToDisplayString(Short);

    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>Makes a name that differs in more than case from those that only differ in case.</summary>
    public static string Distinguished(string name) => $"{name}_{Hashes.Of(name) & 0xFFFFFF:x6}";

    /// <summary>Makes one identifier of a qualified name: dots become underscores, underscores double.</summary>
    public static string ToIdentifier(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (character is '.' or '+')
            {
                text.Append('_');
            }
            else if (character == '_')
            {
                text.Append("__");
            }
            else if (SyntaxFacts.IsIdentifierPartCharacter(character))
            {
                text.Append(character);
            }
            else if (text.Length > 0 && text[text.Length - 1] != '_')
            {
                text.Append('_');
            }
        }

        return text.ToString().TrimEnd('_');
    }

    /// <summary>Makes a namespace of an assembly name.</summary>
    public static string ToNamespace(string assemblyName)
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
