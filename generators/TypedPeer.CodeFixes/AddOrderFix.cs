using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedPeer.CodeFixes;

/// <summary>Gives every member of a type that has no order, or one that is taken, the next free one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AddOrderFix() : PeerCodeFix<TypeDeclarationSyntax>("TP0020", "Give every member an order")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Replace(TypeDeclarationSyntax node)
    {
        var taken = new HashSet<int>();
        var missing = new List<MemberDeclarationSyntax>();
        foreach (var member in node.Members.Where(Travels))
        {
            if (OrderOf(member) is not { } order || !taken.Add(order))
            {
                missing.Add(member);
            }
        }

        // A member whose order is taken keeps its attribute: which of the two is right only the author knows.
        missing.RemoveAll(member => OrderOf(member) is not null);
        var next = taken.Count == 0 ? 0 : taken.Max() + 1;
        var orders = missing.ToDictionary(member => member, _ => next++);
        return missing.Count == 0 ? null : node.ReplaceNodes(missing, (original, _) => WithOrder(original, orders[original]));
    }

    private static bool Travels(MemberDeclarationSyntax member) =>
        member is PropertyDeclarationSyntax or FieldDeclarationSyntax
        && member.Modifiers.Any(SyntaxKind.PublicKeyword) && !member.Modifiers.Any(SyntaxKind.StaticKeyword) && !member.Modifiers.Any(SyntaxKind.ConstKeyword)
        && !Has(member, "PeerIgnore");

    private static bool Has(MemberDeclarationSyntax member, string name) =>
        member.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().EndsWith(name, StringComparison.Ordinal));

    private static int? OrderOf(MemberDeclarationSyntax member)
    {
        var attribute = member.AttributeLists.SelectMany(list => list.Attributes)
            .FirstOrDefault(candidate => candidate.Name.ToString().EndsWith("PeerOrder", StringComparison.Ordinal));
        return attribute?.ArgumentList?.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax literal
            && int.TryParse(literal.Token.ValueText, NumberStyles.None, CultureInfo.InvariantCulture, out var order)
                ? order
                : null;
    }

    private static MemberDeclarationSyntax WithOrder(MemberDeclarationSyntax member, int order)
    {
        var attribute = SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("PeerOrder"),
            SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(
                SyntaxFactory.AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(order))))));
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithLeadingTrivia(member.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.Space);
        return member.WithoutLeadingTrivia().WithAttributeLists(member.WithoutLeadingTrivia().AttributeLists.Insert(0, list));
    }
}
