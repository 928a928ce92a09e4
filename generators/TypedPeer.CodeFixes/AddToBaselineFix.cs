using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using TypedPeer.Generators.Analyzers.Baseline;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.CodeFixes;

/// <summary>Adds to the wire baseline whatever is new and breaks no peer. Once is enough for a project.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddToBaselineFix : CodeFixProvider
{
    private const string Title = "Add everything new to the wire baseline";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(PeerDiagnostics.NotInBaseline.Id);

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => new WholeBaselines();

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        if (await AddAsync(project.Solution, project, context.Diagnostics[0], context.CancellationToken).ConfigureAwait(false) is { } changed)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(changed), equivalenceKey: nameof(AddToBaselineFix)), context.Diagnostics);
        }
    }

    private static async Task<Solution?> AddAsync(Solution solution, Project project, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var file = project.AdditionalDocuments.FirstOrDefault(document => Path.GetFileName(document.FilePath ?? document.Name) == WireBaseline.FileName);
        if (file is null || !diagnostic.Properties.TryGetValue(WireBaselineAnalyzer.BaselineProperty, out var text) || text is null)
        {
            return null;
        }

        // The file keeps its line ends and its encoding.
        var before = await file.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var ends = before.ToString().Contains("\r\n") ? text.Replace("\n", "\r\n") : text;
        return solution.WithAdditionalDocumentText(file.Id, SourceText.From(ends, before.Encoding));
    }

    private sealed class WholeBaselines : FixAllProvider
    {
        public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) =>
            Task.FromResult<CodeAction?>(CodeAction.Create(Title, cancellationToken => FixAsync(fixAllContext, cancellationToken), equivalenceKey: nameof(AddToBaselineFix)));

        private static async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellationToken)
        {
            var solution = context.Solution;
            foreach (var (project, diagnostics) in await FixAllDiagnostics.InScopeAsync(context).ConfigureAwait(false))
            {
                if (diagnostics.Count > 0)
                {
                    solution = await AddAsync(solution, project, diagnostics[0], cancellationToken).ConfigureAwait(false) ?? solution;
                }
            }

            return solution;
        }
    }
}
