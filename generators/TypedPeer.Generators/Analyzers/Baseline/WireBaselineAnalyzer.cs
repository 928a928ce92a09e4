using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Contracts;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Memory;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Analyzers.Baseline;

/// <summary>
/// Compares a project's contracts with its wire baseline, where it has one: an additional file named <c>PeerContracts.txt</c>.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WireBaselineAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that holds what the baseline should be.</summary>
    public const string BaselineProperty = "baseline";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(PeerDiagnostics.OfBaseline);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            var file = start.Options.AdditionalFiles.FirstOrDefault(file => Path.GetFileName(file.Path) == WireBaseline.FileName);
            if (file?.GetText(start.CancellationToken) is not { } text)
            {
                return;
            }

            var contracts = new ConcurrentBag<(INamedTypeSymbol Symbol, ContractModel Model)>();
            start.RegisterSymbolAction(symbol => Collect(symbol, contracts), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => Compare(end, file.Path, text, contracts));
        });
    }

    private static void Collect(SymbolAnalysisContext context, ConcurrentBag<(INamedTypeSymbol Symbol, ContractModel Model)> contracts)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.IsContract() && ContractMemory.Parse(type, context.Compilation, issues: null, context.CancellationToken) is { } model)
        {
            contracts.Add((type, model));
        }
    }

    private static void Compare(CompilationAnalysisContext context, string path, SourceText text, ConcurrentBag<(INamedTypeSymbol Symbol, ContractModel Model)> contracts)
    {
        var shipped = WireBaseline.Parse(text.ToString());
        foreach (var (line, reason) in shipped.Unreadable)
        {
            context.ReportDiagnostic(Diagnostic.Create(PeerDiagnostics.BaselineUnreadable, At(path, text, line), line + 1, WireBaseline.FileName, reason));
        }

        // What is compared with half a file is not worth saying, and writing it anew would lose the other half.
        if (shipped.Unreadable.Count > 0)
        {
            return;
        }

        var current = new WireBaseline();
        foreach (var contract in contracts)
        {
            current.Add(contract.Model);
        }

        var found = new List<(DiagnosticDescriptor Rule, string Key, string[] Arguments)>();
        var comparer = new BaselineComparer(shipped, current, (rule, key, arguments) => found.Add((rule, key, arguments)));
        comparer.Compare();
        if (found.Count == 0)
        {
            return;
        }

        var symbols = Symbols(context, contracts.Select(contract => contract.Symbol));
        var properties = ImmutableDictionary<string, string?>.Empty.Add(BaselineProperty, comparer.WithAdditions().ToString());
        foreach (var (rule, key, arguments) in found)
        {
            var location = symbols.TryGetValue(key, out var symbol) ? symbol.Locations.FirstOrDefault(place => place.IsInSource) : null;
            if (location is null && shipped.Lines.TryGetValue(arguments[0], out var line))
            {
                location = At(path, text, line);
            }

            var own = rule.Equals(PeerDiagnostics.NotInBaseline) ? properties : ImmutableDictionary<string, string?>.Empty;
            context.ReportDiagnostic(Diagnostic.Create(rule, location ?? Location.None, own, arguments));
        }
    }

    private static Location At(string path, SourceText text, int line) =>
        Location.Create(path, text.Lines[line].Span, text.Lines.GetLinePositionSpan(text.Lines[line].Span));

    // Models know no symbols, and are often remembered: only where there is something to say are the symbols looked for.
    private static Dictionary<string, ISymbol> Symbols(CompilationAnalysisContext context, IEnumerable<INamedTypeSymbol> contracts)
    {
        var symbols = new Dictionary<string, ISymbol>(StringComparer.Ordinal);
        foreach (var contract in contracts)
        {
            symbols[ContractNames.OnTheWire(contract)] = contract;
            ContractParser.Parse(contract, new ParseContext(context.Compilation, new CountingSink(next: null), Found, context.CancellationToken));
        }

        return symbols;

        void Found(string key, ISymbol symbol) => symbols[key] = symbol;
    }
}
