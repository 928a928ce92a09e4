using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Simplification;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.CodeFixes;

/// <summary>Lets a data type whose members changed be one that may change.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MakeTolerantFix() : PeerCodeFix<TypeDeclarationSyntax>(PeerDiagnostics.DataTypeBroken.Id, "Mark it [PeerTolerant]")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Replace(TypeDeclarationSyntax node)
    {
        if (node is InterfaceDeclarationSyntax
            || node.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().EndsWith("PeerTolerant", StringComparison.Ordinal)))
        {
            return null;
        }

        var attribute = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(SyntaxFactory.ParseName("TypedPeer.PeerTolerant").WithAdditionalAnnotations(Simplifier.Annotation))))
            .WithLeadingTrivia(node.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var bare = node.WithoutLeadingTrivia();
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, attribute));
    }
}
