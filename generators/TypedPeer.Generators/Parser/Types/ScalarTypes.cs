using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>Finds the scalars among types.</summary>
internal static class ScalarTypes
{
    private static readonly Dictionary<string, Scalar> Known = Scalars.All.ToDictionary(scalar => scalar.Name.Name, StringComparer.Ordinal);

    public static ScalarType? Find(ITypeSymbol type) =>
        Known.TryGetValue(type.MetadataName, out var found) && type.ContainingType is null && type.ContainingNamespace.IsNamed(found.Name.Namespace)
            ? new ScalarType(found.Kind)
            : null;
}
