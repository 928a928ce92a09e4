using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;

namespace TypedPeer.Generators.Parser.Symbols;

/// <summary>Questions the parser asks of symbols, answered without building strings.</summary>
internal static class SymbolExtensions
{
    private const string House = "TypedPeer";

    /// <summary>Whether this is the namespace of that dotted name.</summary>
    public static bool IsNamed(this INamespaceSymbol? symbol, string name)
    {
        var end = name.Length;
        while (symbol is { IsGlobalNamespace: false })
        {
            var length = symbol.Name.Length;
            if (length > end || string.CompareOrdinal(name, end - length, symbol.Name, 0, length) != 0)
            {
                return false;
            }

            end -= length;
            symbol = symbol.ContainingNamespace;
            if (end == 0)
            {
                return symbol is { IsGlobalNamespace: true };
            }

            if (name[--end] != '.')
            {
                return false;
            }
        }

        return false;
    }

    public static bool Is(this ITypeSymbol type, string @namespace, string metadataName) =>
        type.MetadataName == metadataName && type.ContainingType is null && type.ContainingNamespace.IsNamed(@namespace);

    public static AttributeData? FindAttribute(this ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && type.Is(House, name))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Finds an attribute on a member, or on what it overrides.</summary>
    public static AttributeData? FindAttributeOfMember(this ISymbol symbol, string name)
    {
        for (var member = symbol; member is not null; member = (member as IPropertySymbol)?.OverriddenProperty)
        {
            if (member.FindAttribute(name) is { } attribute)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Returns the getter, which an override may leave to its base.</summary>
    public static IMethodSymbol? Getter(this IPropertySymbol property)
    {
        var at = property;
        while (at is { GetMethod: null, OverriddenProperty: { } overridden })
        {
            at = overridden;
        }

        return at.GetMethod;
    }

    /// <summary>Returns the setter, which an override may leave to its base.</summary>
    public static IMethodSymbol? Setter(this IPropertySymbol property)
    {
        var at = property;
        while (at is { SetMethod: null, OverriddenProperty: { } overridden })
        {
            at = overridden;
        }

        return at.SetMethod;
    }

    /// <summary>Whether the type belongs to the platform: its members are no contract with anybody.</summary>
    public static bool IsPlatform(this ITypeSymbol type)
    {
        var name = type.ContainingAssembly?.Name;
        return name is not null && (name is "System" or "mscorlib" or "netstandard" || name.StartsWith("System.", StringComparison.Ordinal));
    }

    public static bool IsContract(this ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.FindAttribute("PeerContractAttribute") is not null;

    /// <summary>Whether this is what the generator itself adds to a contract.</summary>
    public static bool IsContractInterface(this ITypeSymbol type) => type.Is(House, "IPeerContract`1");

    public static bool IsCancellationToken(this ITypeSymbol type) => type.Is("System.Threading", "CancellationToken");

    /// <summary>Returns the item type of <c>IAsyncEnumerable&lt;T&gt;</c>.</summary>
    public static ITypeSymbol? StreamItem(this ITypeSymbol type) =>
        type is INamedTypeSymbol named && named.Is("System.Collections.Generic", "IAsyncEnumerable`1") ? named.TypeArguments[0] : null;

    /// <summary>Returns the reported type of <c>IProgress&lt;T&gt;</c>.</summary>
    public static ITypeSymbol? ProgressValue(this ITypeSymbol type) =>
        type is INamedTypeSymbol named && named.Is("System", "IProgress`1") ? named.TypeArguments[0] : null;

    /// <summary>Returns how a stream of bytes looks to the user.</summary>
    public static BlockForm BlockFormOf(this ITypeSymbol type) =>
        type.Is("System.IO", "Stream") ? BlockForm.Stream
        : type.Is("System.IO.Pipelines", "PipeReader") ? BlockForm.PipeReader
        : BlockForm.None;
}
