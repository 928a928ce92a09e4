using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>
/// Says which contract to name where the compiler cannot infer it, because an object implements several: one that derives from another
/// is enough.
/// </summary>
internal static class InferredContracts
{
    // Every method that infers a contract is called so; asking for the symbol of each call would cost too much.
    private const string Serve = "Serve";

    public static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var invocation = (InvocationExpressionSyntax)context.Node;
        var name = invocation.Expression switch
        {
            MemberAccessExpressionSyntax { Name: IdentifierNameSyntax member } => member,
            MemberBindingExpressionSyntax { Name: IdentifierNameSyntax member } => member,
            _ => null,
        };
        if (name?.Identifier.ValueText != Serve)
        {
            return;
        }

        var found = context.SemanticModel.GetSymbolInfo(invocation, context.CancellationToken);
        if (found.Symbol is not null || !found.CandidateSymbols.Any(IsOurs))
        {
            return;
        }

        foreach (var argument in invocation.ArgumentList.Arguments)
        {
            if (context.SemanticModel.GetTypeInfo(argument.Expression, context.CancellationToken).Type is INamedTypeSymbol { SpecialType: SpecialType.None } type)
            {
                Report(context, argument, type);
            }
        }
    }

    private static bool IsOurs(ISymbol candidate) =>
        candidate is IMethodSymbol method && method.ContainingType.Is("TypedPeer", "PeerSessionBuilder");

    private static void Report(SyntaxNodeAnalysisContext context, ArgumentSyntax argument, INamedTypeSymbol type)
    {
        var contracts = type.AllInterfaces.Where(SymbolExtensions.IsContract).ToList();
        if (contracts.Count == 0)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                PeerDiagnostics.ContractNotInferred, argument.GetLocation(), type.Name, "no interface marked [PeerContract]", "serve an object that does"));
            return;
        }

        // One alone is inferred, unless something else is wrong with it, which is said there.
        if (contracts.Count > 1)
        {
            var most = contracts.Where(contract => !contracts.Any(other => other.AllInterfaces.Contains(contract, SymbolEqualityComparer.Default)));
            context.ReportDiagnostic(Diagnostic.Create(
                PeerDiagnostics.ContractNotInferred,
                argument.GetLocation(),
                type.Name,
                $"several contracts ({string.Join(", ", contracts.Select(contract => contract.Name))})",
                "write " + string.Join(" or ", most.Select(contract => $"Serve<{contract.ToMinimalDisplayString(context.SemanticModel, argument.SpanStart)}>(...)"))));
        }
    }
}
