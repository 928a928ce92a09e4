using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Simplification;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.CodeFixes;

/// <summary>Adds a cancellation token to a method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddCancellationTokenFix() : PeerCodeFix<MethodDeclarationSyntax>(PeerDiagnostics.StreamWithoutToken.Id, "Add a CancellationToken")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Replace(MethodDeclarationSyntax node)
    {
        // Nothing may follow 'params'.
        if (node.ParameterList.Parameters.LastOrDefault()?.Modifiers.Any(SyntaxKind.ParamsKeyword) == true)
        {
            return null;
        }

        var name = "cancellationToken";
        while (node.ParameterList.Parameters.Any(other => other.Identifier.ValueText == name))
        {
            name += "_";
        }

        var type = SyntaxFactory.ParseTypeName("System.Threading.CancellationToken").WithTrailingTrivia(SyntaxFactory.Space);
        var parameter = SyntaxFactory
            .Parameter(SyntaxFactory.Identifier(name))
            .WithType(type.WithAdditionalAnnotations(Simplifier.Annotation))
            .WithDefault(SyntaxFactory.EqualsValueClause(SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression)).NormalizeWhitespace().WithLeadingTrivia(SyntaxFactory.Space));
        var separated = node.ParameterList.Parameters.Count == 0 ? parameter : parameter.WithLeadingTrivia(SyntaxFactory.Space);
        return node.WithParameterList(node.ParameterList.WithParameters(node.ParameterList.Parameters.Add(separated)));
    }
}
