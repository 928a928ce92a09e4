using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Memory;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>Says what in a contract cannot travel, and why the generator wrote nothing for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PeerContractAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(PeerDiagnostics.OfContracts);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // Contracts share data types, and one sentence about a data type is enough.
            var reported = new ConcurrentDictionary<(string Id, Location Location, string Message), bool>();
            var cuts = new DerivedTypes(start.Compilation);
            var names = new SameNames();
            var asksForTypeScript = UncarriedMethods.IsAsked(start.Options);
            start.RegisterSymbolAction(symbol => Analyze(symbol, reported, cuts, names, asksForTypeScript), SymbolKind.NamedType);
            start.RegisterSyntaxNodeAction(InferredContracts.Analyze, SyntaxKind.InvocationExpression);
            start.RegisterSyntaxNodeAction(LocalTimes.Analyze, SyntaxKind.InvocationExpression);
            start.RegisterCompilationEndAction(end => cuts.Report(end.ReportDiagnostic));
            start.RegisterCompilationEndAction(end => names.Report(end.ReportDiagnostic));
        });
    }

    private static void Analyze(
        SymbolAnalysisContext context, ConcurrentDictionary<(string Id, Location Location, string Message), bool> reported, DerivedTypes cuts, SameNames names, bool asksForTypeScript)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!type.IsContract())
        {
            cuts.Add(type);
            MisplacedAuthorization.Analyze(type, context.ReportDiagnostic);
            return;
        }

        names.Add(type);
        UnclearMarks.Analyze(type, context.ReportDiagnostic);
        var sink = new ReportingSink(type, diagnostic =>
        {
            if (reported.TryAdd((diagnostic.Id, diagnostic.Location, diagnostic.GetMessage()), true))
            {
                context.ReportDiagnostic(diagnostic);
            }
        });
        var model = ContractMemory.Parse(type, context.Compilation, sink, context.CancellationToken);
        cuts.Add(model);
        if (asksForTypeScript && model is not null)
        {
            UncarriedMethods.Report(type, model, context.Compilation, context.ReportDiagnostic, context.CancellationToken);
        }
    }

    private sealed class ReportingSink(INamedTypeSymbol contract, Action<Diagnostic> report) : IIssueSink
    {
        public void Report(IssueKind kind, ISymbol spot, params string[] arguments) =>
            report(Diagnostic.Create(PeerDiagnostics.For(kind), Spots.Find(kind, spot, contract), arguments));
    }
}
