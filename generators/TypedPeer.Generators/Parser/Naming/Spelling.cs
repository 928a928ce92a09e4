using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Naming;

/// <summary>How generated code names the types of a compilation, whose references may have names of their own.</summary>
internal sealed class Spelling
{
    private const string GlobalName = "global";

    private readonly Compilation _compilation;
    private readonly Dictionary<ISymbol, string>? _aliases;

    public Spelling(Compilation compilation)
    {
        _compilation = compilation;
        foreach (var reference in compilation.References)
        {
            var aliases = reference.Properties.Aliases;
            if (!aliases.IsDefaultOrEmpty && !aliases.Contains(GlobalName) && compilation.GetAssemblyOrModuleSymbol(reference) is IAssemblySymbol assembly)
            {
                _aliases ??= new(SymbolEqualityComparer.Default);
                _aliases[assembly] = aliases[0];
            }
        }
    }

    /// <summary>The alias by which alone the symbol can be named; null where it needs none.</summary>
    public string? AliasOf(ISymbol symbol) =>
        _aliases is not null && symbol.ContainingAssembly is { } assembly && _aliases.TryGetValue(assembly, out var alias) ? alias : null;

    /// <summary>The fully qualified name of a type, without annotations.</summary>
    public string Qualified(ITypeSymbol type) => _aliases is null ? TypeNames.Qualified(type) : WithAliases(type, isAnnotated: false);

    /// <summary>The fully qualified name of a type with its annotations.</summary>
    public string Annotated(ITypeSymbol type) => _aliases is null ? TypeNames.Annotated(type) : WithAliases(type, isAnnotated: true);

    /// <summary>What a type's name begins with: its namespace, up to the last dot.</summary>
    public string Start(INamedTypeSymbol type)
    {
        var root = (AliasOf(type) ?? GlobalName) + "::";
        var name = type.ContainingNamespace;
        return name.IsGlobalNamespace ? root : $"{root}{TypeNames.WithoutRoot(name)}.";
    }

    /// <summary>The other assembly whose type generated code would mean, or might mean, by the name of this one.</summary>
    public string? MistakenFor(INamedTypeSymbol type)
    {
        if (SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _compilation.Assembly) || type.IsPlatform())
        {
            return null;
        }

        var alias = AliasOf(type);
        return _compilation.GetTypesByMetadataName(MetadataName(type.OriginalDefinition))
            .FirstOrDefault(other => !SymbolEqualityComparer.Default.Equals(other, type.OriginalDefinition)
                && AliasOf(other) == alias
                && _compilation.IsSymbolAccessibleWithin(other, _compilation.Assembly))
            ?.ContainingAssembly.Name;
    }

    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } container ? $"{MetadataName(container)}+{type.MetadataName}"
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName
        : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";

    // Each "global" belongs to the type that is the first one named after it.
    private string WithAliases(ITypeSymbol type, bool isAnnotated)
    {
        var parts = TypeNames.Parts(type, isAnnotated);
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < parts.Length; i++)
        {
            var owner = parts[i].Kind == SymbolDisplayPartKind.Keyword && parts[i].ToString() == GlobalName
                ? parts.Skip(i).Select(part => part.Symbol).FirstOrDefault(symbol => symbol is INamedTypeSymbol)
                : null;
            text.Append(owner is not null && AliasOf(owner) is { } alias ? alias : parts[i].ToString());
        }

        return text.ToString();
    }
}
