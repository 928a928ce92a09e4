using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>Finds what one file declares.</summary>
internal sealed class DeclarationReader
{
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);
    private readonly List<GlobalUsing> _usings = [];
    private readonly List<Declaration> _declarations = [];
    private readonly StringBuilder _text = new();

    public TreeDeclarations Read(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var attributes = string.Empty;
        if (tree.GetRoot(cancellationToken) is CompilationUnitSyntax unit)
        {
            // Usings do not see each other.
            var outer = new DeclarationScope(string.Empty, [], string.Empty).With(unit.Externs, default);
            foreach (var directive in unit.Usings)
            {
                AddGlobal(directive, outer);
            }

            var scope = outer.With(default, unit.Usings);

            attributes = unit.AttributeLists.Count == 0 ? string.Empty : scope.Text + unit.AttributeLists.ToFullString();
            AddMembers(unit.Members, scope);
        }

        _text.Append(attributes).Append('\n').Append(string.Join("\n", _namespaces));
        return new TreeDeclarations(Hashes.Digest(_text.ToString()), attributes, [.. _namespaces], [.. _usings], [.. _declarations]);
    }

    private void AddGlobal(UsingDirectiveSyntax directive, DeclarationScope scope)
    {
        if (directive.GlobalKeyword.IsKind(SyntaxKind.None))
        {
            return;
        }

        var text = directive.ToString();
        if (directive.Alias is { } alias)
        {
            Add([alias.Name.Identifier.ValueText], text, Identifiers.Of(directive), scope);
            return;
        }

        var isStatic = !directive.StaticKeyword.IsKind(SyntaxKind.None);
        _usings.Add(new GlobalUsing(text, directive.Name is { } name ? Dotted(name) : null, isStatic, Identifiers.Of(directive)));
        _text.Append(text).Append('\n');
    }

    private void AddMembers(SyntaxList<MemberDeclarationSyntax> members, DeclarationScope scope)
    {
        foreach (var member in members)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax block:
                    AddMembers(block.Members, Enter(block, scope));
                    break;
                case TypeDeclarationSyntax type:
                    AddType(type, scope);
                    break;
                case FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.ConstKeyword):
                    Add([.. field.Declaration.Variables.Select(variable => variable.Identifier.ValueText)], field.ToString(), Identifiers.Of(field), scope);
                    break;
                case EnumDeclarationSyntax { Identifier.ValueText: var name }:
                    Add([name], member.ToString(), Identifiers.Of(member), scope);
                    break;
                case DelegateDeclarationSyntax { Identifier.ValueText: var name }:
                    Add([name], member.ToString(), Identifiers.Of(member), scope);
                    break;
            }
        }
    }

    private DeclarationScope Enter(BaseNamespaceDeclarationSyntax block, DeclarationScope scope)
    {
        var path = scope.Namespace;
        foreach (var token in block.Name.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)))
        {
            path = path.Length == 0 ? token.ValueText : $"{path}.{token.ValueText}";
            _namespaces.Add(path);
        }

        return new DeclarationScope($"{scope.Text}namespace {path}\n", scope.Uses, path).With(block.Externs, block.Usings);
    }

    private void AddType(TypeDeclarationSyntax type, DeclarationScope scope)
    {
        var name = type.Identifier.ValueText;
        var head = new StringBuilder();
        var uses = new HashSet<string>(scope.Uses, StringComparer.Ordinal);
        if (name.EndsWith(nameof(Attribute), StringComparison.Ordinal))
        {
            // What an attribute says hangs on the constructors and properties of its class.
            head.Append(type).Append('\n');
            Identifiers.Add(uses, type);
        }
        else
        {
            AddHead(head, type);
            Identifiers.AddAll(uses, type.AttributeLists);
            Identifiers.Add(uses, type.BaseList);
            Identifiers.AddAll(uses, type.ConstraintClauses);
        }

        Add([name], head.ToString(), uses, scope);

        // What stands in a type can be seen only where the type can, and names in it may come from the type's bases.
        uses.Add(name);
        AddMembers(type.Members, new DeclarationScope(scope.Text + head, [.. uses], scope.Namespace));
    }

    private static void AddHead(StringBuilder head, TypeDeclarationSyntax type)
    {
        foreach (var attributes in type.AttributeLists)
        {
            head.Append(attributes).Append('\n');
        }

        head.Append(type.Modifiers.ToString()).Append(' ').Append(type.Keyword.Text).Append(' ');
        if (type is RecordDeclarationSyntax record)
        {
            head.Append(record.ClassOrStructKeyword.Text).Append(' ');
        }

        head.Append(type.Identifier.Text).Append(type.TypeParameterList).Append(type.BaseList).Append('\n');
        foreach (var constraint in type.ConstraintClauses)
        {
            head.Append(constraint).Append('\n');
        }
    }

    private void Add(string[] names, string text, IEnumerable<string> uses, DeclarationScope scope)
    {
        var digest = Hashes.Digest(scope.Text + text);
        _text.Append(digest).Append('\n');
        _declarations.Add(new Declaration(names, digest, [.. scope.Uses.Union(uses, StringComparer.Ordinal)], scope.IsPlatform));
    }

    // A namespace or type is found by its name where nothing but names and dots spells it.
    private static string? Dotted(NameSyntax name) => name switch
    {
        IdentifierNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax { Right: IdentifierNameSyntax right } qualified when Dotted(qualified.Left) is { } left => $"{left}.{right.Identifier.ValueText}",
        _ => null,
    };
}
