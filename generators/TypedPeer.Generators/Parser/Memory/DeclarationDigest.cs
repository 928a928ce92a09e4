using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Memory;

/// <summary>
/// A digest of everything in a file that can change what another file means: all its tokens, in their order, but for those in
/// bodies. Comments, white space and directives are no tokens.
/// </summary>
internal static class DeclarationDigest
{
    public static string Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var hasStatements = false;
        foreach (var part in tree.GetRoot(cancellationToken).DescendantNodesAndTokens(static node => !IsBody(node)))
        {
            if (part.IsToken)
            {
                // With its length, since a literal may hold what separates two tokens.
                var token = part.AsToken().Text;
                text.Append(token.Length).Append(' ').Append(token).Append('\n');
            }
            else if (part.AsNode() is GlobalStatementSyntax)
            {
                // All of them are the body of one method of one class.
                text.Append(hasStatements ? string.Empty : "body\n");
                hasStatements = true;
            }
            else if (IsBody(part.AsNode()!))
            {
                // That there is a body can make a difference.
                text.Append("body\n");
            }
        }

        return Hashes.Digest(text.ToString());
    }

    // What a member does, or begins with: no type is inferred from it outside of it. A constant is what it says.
    private static bool IsBody(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax or ConstructorInitializerSyntax or GlobalStatementSyntax => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent.Parent.Parent: BaseFieldDeclarationSyntax field } => !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };
}
