using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.CodeFixes;

/// <summary>Lets a method that returns something get its answer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RemoveOneWayFix() : PeerCodeFix<MethodDeclarationSyntax>(PeerDiagnostics.OneWayWithResult.Id, "Remove [OneWay]")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Replace(MethodDeclarationSyntax node)
    {
        var attribute = node.AttributeLists
            .SelectMany(list => list.Attributes)
            .FirstOrDefault(candidate => candidate.Name.ToString() is var name && (name.EndsWith("OneWay", StringComparison.Ordinal) || name.EndsWith("OneWayAttribute", StringComparison.Ordinal)));
        return attribute?.Parent is not AttributeListSyntax list
            ? null
            : list.Attributes.Count == 1
                ? node.RemoveNode(list, SyntaxRemoveOptions.KeepLeadingTrivia)
                : node.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia);
    }
}
