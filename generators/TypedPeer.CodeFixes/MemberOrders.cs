using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace TypedPeer.CodeFixes;

/// <summary>Writes <c>[PeerOrder]</c> on the members of a type that lack it.</summary>
internal static class MemberOrders
{
    /// <summary>Returns the solution with the orders added, or null where none is missing.</summary>
    /// <param name="solution">The solution.</param>
    /// <param name="projectId">The project that declares the type.</param>
    /// <param name="key">The type's documentation id.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task<Solution?> AddAsync(Solution solution, ProjectId projectId, string key, CancellationToken cancellationToken)
    {
        if (await solution.GetProject(projectId)!.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(key, compilation) is not INamedTypeSymbol type)
        {
            return null;
        }

        var members = Levels(type).SelectMany(level => level.DeclaringSyntaxReferences)
            .SelectMany(reference => Members((TypeDeclarationSyntax)reference.GetSyntax(cancellationToken)))
            .ToList();
        var taken = members.Select(OrderOf).Where(order => order is not null).DefaultIfEmpty(-1).Max()!.Value;
        var orders = members.Where(member => OrderOf(member) is null).ToDictionary(member => member, _ => ++taken);
        if (orders.Count == 0)
        {
            return null;
        }

        foreach (var file in orders.Keys.GroupBy(member => member.SyntaxTree))
        {
            var document = solution.GetDocument(file.Key)!;
            var root = await file.Key.GetRootAsync(cancellationToken).ConfigureAwait(false);
            solution = solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNodes(file, (original, _) => WithOrder(original, orders[original])));
        }

        return solution;
    }

    private static Stack<INamedTypeSymbol> Levels(INamedTypeSymbol type)
    {
        var levels = new Stack<INamedTypeSymbol>();
        for (var level = type; level is not null; level = level.BaseType?.OriginalDefinition)
        {
            levels.Push(level);
        }

        return levels;
    }

    private static IEnumerable<SyntaxNode> Members(TypeDeclarationSyntax type) =>
        (type is RecordDeclarationSyntax { ParameterList: { } list } ? list.Parameters : default(SeparatedSyntaxList<ParameterSyntax>)).Where(parameter => !Has(parameter, "PeerIgnore"))
            .Concat<SyntaxNode>(type.Members.Where(Travels));

    private static bool Travels(MemberDeclarationSyntax member) =>
        member is PropertyDeclarationSyntax or FieldDeclarationSyntax
        && !member.Modifiers.Any(SyntaxKind.StaticKeyword) && !member.Modifiers.Any(SyntaxKind.ConstKeyword) && !member.Modifiers.Any(SyntaxKind.OverrideKeyword)
        && (member.Modifiers.Any(SyntaxKind.PublicKeyword) || Has(member, "PeerInclude"))
        && member is not PropertyDeclarationSyntax { ExpressionBody: not null }
        && !Has(member, "PeerIgnore");

    private static bool Has(SyntaxNode member, string name) => Find(member, name) is not null;

    private static AttributeSyntax? Find(SyntaxNode member, string name) =>
        Lists(member).SelectMany(list => list.Attributes).FirstOrDefault(attribute => attribute.Name.ToString() is var text
            && (text.EndsWith(name, StringComparison.Ordinal) || text.EndsWith(name + "Attribute", StringComparison.Ordinal)));

    private static SyntaxList<AttributeListSyntax> Lists(SyntaxNode member) =>
        member is ParameterSyntax parameter ? parameter.AttributeLists : ((MemberDeclarationSyntax)member).AttributeLists;

    // A member whose order is no number in the source, or is taken, keeps its attribute: which is right only the author knows.
    private static int? OrderOf(SyntaxNode member) => Find(member, "PeerOrder") is not { } attribute
        ? null
        : attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax literal
            && int.TryParse(literal.Token.ValueText, NumberStyles.None, CultureInfo.InvariantCulture, out var order)
                ? order
                : -1;

    private static SyntaxNode WithOrder(SyntaxNode member, int order)
    {
        var attribute = SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("TypedPeer.PeerOrder").WithAdditionalAnnotations(Simplifier.Annotation),
            SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(
                SyntaxFactory.AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(order))))));
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute));
        if (member is ParameterSyntax parameter)
        {
            list = list.WithTarget(SyntaxFactory.AttributeTargetSpecifier(SyntaxFactory.Token(SyntaxKind.PropertyKeyword)).WithTrailingTrivia(SyntaxFactory.Space))
                .WithLeadingTrivia(parameter.GetLeadingTrivia())
                .WithTrailingTrivia(SyntaxFactory.Space);
            return parameter.WithoutLeadingTrivia().WithAttributeLists(parameter.WithoutLeadingTrivia().AttributeLists.Insert(0, list));
        }

        list = list.WithLeadingTrivia(member.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
        var bare = (MemberDeclarationSyntax)member.WithoutLeadingTrivia();
        return bare.WithAttributeLists(bare.AttributeLists.Insert(0, list));
    }
}
