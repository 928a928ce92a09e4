using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Emitter.TypeScript;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Contracts;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>Names the methods that the contracts in TypeScript lack, where a project writes these.</summary>
internal static class UncarriedMethods
{
    private const string Folder = "build_property.TypedPeerTypeScript";

    /// <summary>Whether a project writes its contracts as TypeScript.</summary>
    public static bool IsAsked(AnalyzerOptions options) => options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Folder, out var folder) && folder.Length > 0;

    /// <summary>Reports what the contract has and TypeScript cannot carry.</summary>
    public static void Report(INamedTypeSymbol contract, ContractModel model, Compilation compilation, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        var limits = new ScriptLimits(model.DataTypes.ToDictionary(type => ShapeText.Key(type.Name), StringComparer.Ordinal));
        var left = model.Methods.Select(method => (Method: method, Reason: limits.WhyNot(method))).Where(entry => entry.Reason is not null).ToList();
        if (left.Count == 0)
        {
            return;
        }

        // Models know no symbols: only where there is something to say are they looked for.
        var symbols = new Dictionary<string, ISymbol>(StringComparer.Ordinal);
        ContractParser.Parse(contract, new ParseContext(compilation, new CountingSink(next: null), (key, symbol) => symbols[key] = symbol, cancellationToken));
        foreach (var (method, reason) in left)
        {
            var place = symbols.TryGetValue($"{method.ContractName}.{method.Signature}", out var symbol) ? symbol.Locations.FirstOrDefault(location => location.IsInSource) : null;
            report(Diagnostic.Create(PeerDiagnostics.NoTypeScript, place ?? contract.Locations[0], method.Name, reason));
        }
    }
}
