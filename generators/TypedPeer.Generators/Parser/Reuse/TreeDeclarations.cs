using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>
/// Spells out everything in a file that can change what code in another file means: its usings, the heads of its types and its
/// constants. Left out are members that are no constants, and the bodies of all: they matter only to who reaches their type, and
/// a model remembers the files of the types it reaches.
/// </summary>
internal static class TreeDeclarations
{
    public static string Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        if (tree.GetRoot(cancellationToken) is CompilationUnitSyntax unit)
        {
            AddAll(text, unit.Externs);
            AddAll(text, unit.Usings);
            AddAll(text, unit.AttributeLists);
            AddMembers(text, unit.Members);
        }

        return text.ToString();
    }

    private static void AddMembers(StringBuilder text, SyntaxList<MemberDeclarationSyntax> members)
    {
        foreach (var member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax block:
                    AddNamespace(text, block);
                    break;
                case TypeDeclarationSyntax type:
                    AddType(text, type);
                    break;
                case BaseFieldDeclarationSyntax field when !field.Modifiers.Any(SyntaxKind.ConstKeyword):
                case BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or GlobalStatementSyntax or IncompleteMemberSyntax:
                    break;
                default:
                    Add(text, member);
                    break;
            }
        }
    }

    private static void AddNamespace(StringBuilder text, BaseNamespaceDeclarationSyntax block)
    {
        text.Append("namespace ");
        Add(text, block.Name);
        AddAll(text, block.Externs);
        AddAll(text, block.Usings);
        AddMembers(text, block.Members);
        text.Append("}\n");
    }

    private static void AddType(StringBuilder text, TypeDeclarationSyntax type)
    {
        AddAll(text, type.AttributeLists);
        text.Append(type.Modifiers.ToString()).Append(' ').Append(type.Keyword.Text).Append(' ');
        if (type is RecordDeclarationSyntax record)
        {
            text.Append(record.ClassOrStructKeyword.Text).Append(' ');
        }

        text.Append(type.Identifier.Text).Append(type.TypeParameterList).Append(type.BaseList).Append('\n');
        AddAll(text, type.ConstraintClauses);
        if (type.Identifier.ValueText.EndsWith(nameof(Attribute), StringComparison.Ordinal))
        {
            // What an attribute says depends on the constructors and properties of its class.
            Add(text, type);
        }

        AddMembers(text, type.Members);
        text.Append("}\n");
    }

    private static void AddAll<T>(StringBuilder text, SyntaxList<T> nodes)
        where T : SyntaxNode
    {
        foreach (var node in nodes)
        {
            Add(text, node);
        }
    }

    private static void Add(StringBuilder text, SyntaxNode node) => text.Append(node).Append('\n');
}
