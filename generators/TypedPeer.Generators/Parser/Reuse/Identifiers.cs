using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>Collects the identifiers in a piece of code, as the compiler compares them: without escapes.</summary>
internal static class Identifiers
{
    /// <summary>Adds all but those in the bodies of members: a body decides nothing outside of it.</summary>
    public static void Add(HashSet<string> identifiers, SyntaxNode? node)
    {
        if (node is null)
        {
            return;
        }

        foreach (var token in node.DescendantTokens(static child => child is not (BlockSyntax or ArrowExpressionClauseSyntax)))
        {
            if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                identifiers.Add(token.ValueText);
            }
        }
    }

    public static void AddAll<T>(HashSet<string> identifiers, SyntaxList<T> nodes)
        where T : SyntaxNode
    {
        foreach (var node in nodes)
        {
            Add(identifiers, node);
        }
    }

    public static string[] Of(SyntaxNode node)
    {
        var identifiers = new HashSet<string>(StringComparer.Ordinal);
        Add(identifiers, node);
        return [.. identifiers];
    }
}
