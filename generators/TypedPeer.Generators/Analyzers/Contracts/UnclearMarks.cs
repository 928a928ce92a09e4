using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>Finds marks on a contract that contradict each other, or that nobody would look at.</summary>
internal static class UnclearMarks
{
    private const string Asks = "PeerAuthorizeAttribute";
    private const string Opens = "PeerAllowAnonymousAttribute";
    private const string Idempotent = "IdempotentAttribute";

    public static void Analyze(INamedTypeSymbol contract, Action<Diagnostic> report)
    {
        var isOpen = contract.FindAttribute(Opens) is not null;
        ReportBoth(contract, report);
        foreach (var method in contract.GetMembers().OfType<IMethodSymbol>())
        {
            ReportBoth(method, report);
            var asks = method.FindAttribute(Asks) is not null;
            if (!method.IsAbstract && (asks || method.FindAttribute(Opens) is not null))
            {
                Report(PeerDiagnostics.AuthorizationUnclear, method, "has a body and so stays local, where nobody asks who calls; remove what it says of authorization", report);
            }
            else if (isOpen && asks && method.FindAttribute(Opens) is null)
            {
                Report(
                    PeerDiagnostics.AuthorizationUnclear,
                    method,
                    $"asks for authorization in a contract that lets everyone call; take [PeerAllowAnonymous] from '{contract.Name}' and give it to the methods that everyone may call",
                    report);
            }

            ReportIdempotent(method, report);
        }
    }

    private static void ReportBoth(ISymbol symbol, Action<Diagnostic> report)
    {
        if (symbol.FindAttribute(Asks) is not null && symbol.FindAttribute(Opens) is not null)
        {
            Report(PeerDiagnostics.AuthorizationUnclear, symbol, "asks for authorization and lets everyone call; keep one of the two", report);
        }
    }

    private static void ReportIdempotent(IMethodSymbol method, Action<Diagnostic> report)
    {
        if (method.FindAttribute(Idempotent) is null)
        {
            return;
        }

        if (!method.IsAbstract)
        {
            Report(PeerDiagnostics.IdempotentStream, method, "has a body and so stays local, where nobody calls again", report);
        }
        else if (method.Parameters.Any(parameter => parameter.Type.StreamItem() is not null || parameter.Type.BlockFormOf() != Model.Contracts.BlockForm.None))
        {
            Report(PeerDiagnostics.IdempotentStream, method, "takes a stream, whose items cannot be sent again", report);
        }
    }

    private static void Report(DiagnosticDescriptor rule, ISymbol symbol, string what, Action<Diagnostic> report) =>
        report(Diagnostic.Create(rule, symbol.Locations[0], symbol.Name, what));
}
