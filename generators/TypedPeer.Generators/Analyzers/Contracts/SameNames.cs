using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>Finds contracts of one project that have one name on the wire. Safe to use from several threads.</summary>
internal sealed class SameNames
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<INamedTypeSymbol>> _contracts = new(StringComparer.Ordinal);

    public void Add(INamedTypeSymbol contract) => _contracts.GetOrAdd(ContractNames.OnTheWire(contract), static _ => []).Add(contract);

    /// <summary>Names each that comes after another of its name in the source.</summary>
    public void Report(Action<Diagnostic> report)
    {
        foreach (var named in _contracts)
        {
            var alike = named.Value
                .OrderBy(contract => Place(contract).SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(contract => Place(contract).SourceSpan.Start)
                .ToList();
            foreach (var contract in alike.Skip(1))
            {
                report(Diagnostic.Create(PeerDiagnostics.SameNameTwice, Place(contract), contract.ToDisplayString(), alike[0].ToDisplayString(), named.Key));
            }
        }
    }

    // The name where it is given, else the contract.
    private static Location Place(INamedTypeSymbol contract) =>
        (contract.FindAttribute("PeerContractAttribute")?.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)
            ?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "Name")?.GetLocation()
        ?? contract.Locations[0];
}
