using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeFixes;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.CodeFixes;

/// <summary>Makes a method return a <c>ValueTask</c> of what it returned.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WrapReturnTypeFix() : PeerCodeFix<MethodDeclarationSyntax>(PeerDiagnostics.ReturnTypeUnsupported.Id, "Return a ValueTask")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Replace(MethodDeclarationSyntax node)
    {
        var type = node.ReturnType;
        if (type is RefTypeSyntax or NullableTypeSyntax { ElementType: GenericNameSyntax { Identifier.ValueText: "Task" or "ValueTask" } })
        {
            return null;
        }

        var wrapped = type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            ? "System.Threading.Tasks.ValueTask"
            : $"System.Threading.Tasks.ValueTask<{type.WithoutTrivia()}>";
        return node.WithReturnType(SyntaxFactory.ParseTypeName(wrapped)
            .WithTriviaFrom(type)
            .WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation));
    }
}
