using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.CodeFixes;

/// <summary>Declares a contract, or a type around one, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MakePartialFix() : PeerCodeFix<TypeDeclarationSyntax>(PeerDiagnostics.ContractNotPartial.Id, "Declare it partial")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Replace(TypeDeclarationSyntax node)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (node.Modifiers.Count > 0)
        {
            return node.WithModifiers(node.Modifiers.Add(partial));
        }

        // What stands before the keyword now stands before the modifier.
        return node
            .WithKeyword(node.Keyword.WithLeadingTrivia())
            .WithModifiers(SyntaxFactory.TokenList(partial.WithLeadingTrivia(node.Keyword.LeadingTrivia)));
    }
}
