using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Naming;

/// <summary>Reads the names of the types of a compilation, whose references may have names of their own.</summary>
internal sealed class TypeNameReader
{
    private const string GlobalName = "global";

    private static readonly SymbolDisplayFormat Dotted = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private readonly Compilation _compilation;
    private readonly Dictionary<ISymbol, string>? _aliases;

    public TypeNameReader(Compilation compilation)
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

    /// <summary>The name of a type, without annotations.</summary>
    public TypeName Plain(ITypeSymbol type) => Read(type, isAnnotated: false);

    /// <summary>The name of a type with its annotations.</summary>
    public TypeName Annotated(ITypeSymbol type) => Read(type, isAnnotated: true);

    /// <summary>The name of a class, struct, interface or enum, without annotations.</summary>
    public NamedTypeName Named(INamedTypeSymbol type) => Named(type, isAnnotated: false);

    /// <summary>The name of a type whose name within its container is known already.</summary>
    public NamedTypeName Named(INamedTypeSymbol type, NamedTypeName? container, IEnumerable<TypeName> arguments) => new(
        container is null ? AliasOf(type) : null,
        container is null && !type.ContainingNamespace.IsGlobalNamespace ? type.ContainingNamespace.ToDisplayString(Dotted) : string.Empty,
        container,
        type.Name,
        new EquatableArray<TypeName>([.. arguments]));

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

    private TypeName Read(ITypeSymbol type, bool isAnnotated)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } value)
        {
            return new NullableTypeName(Read(value.TypeArguments[0], isAnnotated));
        }

        TypeName name = type switch
        {
            IArrayTypeSymbol array => new ArrayTypeName(Read(array.ElementType, isAnnotated), array.Rank),
            INamedTypeSymbol { IsTupleType: true, TupleElements.Length: > 1 } tuple => Tuple(tuple, isAnnotated),
            INamedTypeSymbol { TypeKind: not TypeKind.Error } named => Named(named, isAnnotated),
            _ => new OtherTypeName(type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)),
        };
        return isAnnotated && type.NullableAnnotation == NullableAnnotation.Annotated ? new NullableTypeName(name) : name;
    }

    private NamedTypeName Named(INamedTypeSymbol type, bool isAnnotated) => Named(
        type,
        type.ContainingType is { } container ? Named(container, isAnnotated) : null,
        type.TypeArguments.Select(argument => Read(argument, isAnnotated)));

    private TupleTypeName Tuple(INamedTypeSymbol tuple, bool isAnnotated) => new(new EquatableArray<TupleElement>(
        [.. tuple.TupleElements.Select(element => new TupleElement(Read(element.Type, isAnnotated), element.IsExplicitlyNamedTupleElement ? element.Name : null))]));
}
