using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace TypedPeer.CodeFixes;

/// <summary>A fix that replaces one node, and can do so everywhere at once.</summary>
/// <typeparam name="TNode">The kind of node around the diagnostic that is replaced.</typeparam>
public abstract class PeerCodeFix<TNode> : CodeFixProvider
    where TNode : SyntaxNode
{
    private readonly string _title;

    /// <summary>Makes a fix for one diagnostic.</summary>
    protected PeerCodeFix(string id, string title)
    {
        FixableDiagnosticIds = ImmutableArray.Create(id);
        _title = title;
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<TNode>() is not { } node || Replace(node) is null)
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                _title,
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(node, Replace(node)!))),
                equivalenceKey: GetType().Name),
            context.Diagnostics);
    }

    /// <summary>Returns what takes the node's place, or null where the fix does not apply.</summary>
    protected abstract SyntaxNode? Replace(TNode node);
}
