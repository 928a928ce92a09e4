using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>Says where an implementation of a contract asks for authorization, ours or ASP.NET Core's: calls come by the contract, and would reach it unasked.</summary>
internal static class MisplacedAuthorization
{
    private const string AspNetCore = "Microsoft.AspNetCore.Authorization";

    public static void Analyze(INamedTypeSymbol type, Action<Diagnostic> report)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.AllInterfaces.FirstOrDefault(SymbolExtensions.IsContract) is not { } contract)
        {
            return;
        }

        Report(type, contract, report);
        foreach (var method in type.AllInterfaces
            .SelectMany(one => one.GetMembers())
            .OfType<IMethodSymbol>()
            .Select(type.FindImplementationForInterfaceMember)
            .Where(method => SymbolEqualityComparer.Default.Equals(method?.ContainingType, type))
            .Distinct(SymbolEqualityComparer.Default))
        {
            Report(method!, contract, report);
        }
    }

    private static void Report(ISymbol symbol, INamedTypeSymbol contract, Action<Diagnostic> report)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } asks && IsAuthorization(asks))
            {
                var name = asks.Name.EndsWith("Attribute", StringComparison.Ordinal) ? asks.Name.Substring(0, asks.Name.Length - "Attribute".Length) : asks.Name;
                var place = attribute.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : symbol.Locations[0];
                report(Diagnostic.Create(PeerDiagnostics.AuthorizationNotAsked, place, name, symbol.Name, contract.Name));
            }
        }
    }

    private static bool IsAuthorization(INamedTypeSymbol attribute) =>
        attribute.Is("TypedPeer", "PeerAuthorizeAttribute")
        || attribute.Is("TypedPeer", "PeerAllowAnonymousAttribute")
        || attribute.AllInterfaces.Any(one => one.Is(AspNetCore, "IAuthorizeData") || one.Is(AspNetCore, "IAllowAnonymous"));
}
