using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace TypedPeer.CodeFixes;

/// <summary>Adds to the wire baseline whatever is new and breaks no peer. Once is enough for all.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddToBaselineFix : CodeFixProvider
{
    private const string FileName = "PeerContracts.txt";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("TP0024");

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        var file = project.AdditionalDocuments.FirstOrDefault(document => Path.GetFileName(document.FilePath ?? document.Name) == FileName);
        if (file is null || !context.Diagnostics[0].Properties.TryGetValue("baseline", out var text) || text is null)
        {
            return Task.CompletedTask;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                "Add everything new to the wire baseline",
                _ => Task.FromResult(project.Solution.WithAdditionalDocumentText(file.Id, SourceText.From(text))),
                equivalenceKey: nameof(AddToBaselineFix)),
            context.Diagnostics);
        return Task.CompletedTask;
    }
}
