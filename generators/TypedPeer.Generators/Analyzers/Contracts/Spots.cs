using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Parser.Issues;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>Finds the place in the source that an issue is about.</summary>
internal static class Spots
{
    public static Location Find(IssueKind kind, ISymbol spot, INamedTypeSymbol contract)
    {
        if (IsAboutType(kind) && TypeSyntax(spot) is { } type)
        {
            return type.GetLocation();
        }

        // What is declared elsewhere cannot be pointed at; the contract that reaches it can.
        return spot.Locations.FirstOrDefault(location => location.IsInSource) ?? contract.Locations[0];
    }

    private static bool IsAboutType(IssueKind kind) =>
        kind is IssueKind.TypeUnsupported or IssueKind.TypeNotReachable or IssueKind.TypeAbstract or IssueKind.ReturnTypeUnsupported
            or IssueKind.OneWayWithResult or IssueKind.NoConstructor or IssueKind.StructLayout;

    private static TypeSyntax? TypeSyntax(ISymbol spot) => spot.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        ParameterSyntax parameter => parameter.Type,
        MethodDeclarationSyntax method => method.ReturnType,
        PropertyDeclarationSyntax property => property.Type,
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax field } => field.Type,
        _ => null,
    };
}
