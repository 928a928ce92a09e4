using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.CodeFixes;

/// <summary>Gives every member of a type that has no order the next free one: those of its base classes first, then part by part.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddOrderFix : CodeFixProvider
{
    internal const string Title = "Give every member an order";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(PeerDiagnostics.MembersSpread.Id, PeerDiagnostics.OrderIncomplete.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new AddOrderFixAll();

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var project = context.Document.Project;
        if (await KeyAsync(context.Document, context.Diagnostics[0], context.CancellationToken).ConfigureAwait(false) is not { } key
            || await MemberOrders.AddAsync(project.Solution, project.Id, key, context.CancellationToken).ConfigureAwait(false) is null)
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                Title,
                async cancellationToken => await MemberOrders.AddAsync(project.Solution, project.Id, key, cancellationToken).ConfigureAwait(false) ?? project.Solution,
                equivalenceKey: nameof(AddOrderFix)),
            context.Diagnostics);
    }

    /// <summary>Returns what finds the type of a diagnostic in a later compilation.</summary>
    internal static async Task<string?> KeyAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } node
            && model?.GetDeclaredSymbol(node, cancellationToken) is { } type
                ? DocumentationCommentId.CreateDeclarationId(type)
                : null;
    }
}
