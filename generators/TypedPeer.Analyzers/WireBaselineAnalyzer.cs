using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedPeer.Analyzers.Baseline;
using TypedPeer.Generators.Model;
using TypedPeer.Generators.Parser;

namespace TypedPeer.Analyzers;

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

            var contracts = new ConcurrentBag<ContractModel>();
            var symbols = new ConcurrentDictionary<string, ISymbol>(StringComparer.Ordinal);
            start.RegisterSymbolAction(symbol => Collect(symbol, contracts, symbols), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => Compare(end, text.ToString(), contracts, symbols));
        });
    }

    private static void Collect(SymbolAnalysisContext context, ConcurrentBag<ContractModel> contracts, ConcurrentDictionary<string, ISymbol> symbols)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!type.IsContract())
        {
            return;
        }

        var model = ContractParser.Parse(
            type, context.Compilation, NoIssues.Instance, (key, symbol) => symbols[key.Replace("global::", string.Empty)] = symbol, context.CancellationToken);
        if (model is not null)
        {
            symbols[model.WireName] = type;
            contracts.Add(model);
        }
    }

    private static void Compare(
        CompilationAnalysisContext context, string text, ConcurrentBag<ContractModel> contracts, ConcurrentDictionary<string, ISymbol> symbols)
    {
        var current = new WireBaseline();
        foreach (var contract in contracts)
        {
            current.Add(contract);
        }

        var found = new List<(DiagnosticDescriptor Rule, string Key, string[] Arguments)>();
        var comparer = new BaselineComparer(WireBaseline.Parse(text), current, (rule, key, arguments) => found.Add((rule, key, arguments)));
        comparer.Compare();
        var properties = ImmutableDictionary<string, string?>.Empty.Add(BaselineProperty, comparer.WithAdditions().ToString());
        foreach (var (rule, key, arguments) in found)
        {
            var location = symbols.TryGetValue(key, out var symbol) ? symbol.Locations.FirstOrDefault(place => place.IsInSource) : null;
            var own = rule.Equals(PeerDiagnostics.NotInBaseline) ? properties : ImmutableDictionary<string, string?>.Empty;
            context.ReportDiagnostic(Diagnostic.Create(rule, location ?? Location.None, own, arguments));
        }
    }

    private sealed class NoIssues : IIssueSink
    {
        public static readonly NoIssues Instance = new();

        public void Report(IssueKind kind, ISymbol spot, params string[] arguments)
        {
        }
    }
}
