using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>What surrounds a declaration in its file: usings, namespaces and the heads of types.</summary>
/// <param name="Text">How all of that is written.</param>
/// <param name="Uses">The identifiers in it.</param>
/// <param name="Namespace">The full name of the namespace; empty for the global one.</param>
internal sealed record DeclarationScope(string Text, string[] Uses, string Namespace)
{
    /// <summary>Whether the compiler may look in here for types that no code names.</summary>
    public bool IsPlatform => IsWithin("System") || IsWithin("Microsoft");

    public DeclarationScope With(SyntaxList<ExternAliasDirectiveSyntax> externs, SyntaxList<UsingDirectiveSyntax> usings)
    {
        if (externs.Count == 0 && usings.Count == 0)
        {
            return this;
        }

        var uses = new HashSet<string>(Uses, StringComparer.Ordinal);
        Identifiers.AddAll(uses, externs);
        Identifiers.AddAll(uses, usings);
        return new DeclarationScope($"{Text}{externs}\n{usings}\n", [.. uses], Namespace);
    }

    private bool IsWithin(string root) =>
        Namespace.StartsWith(root, StringComparison.Ordinal) && (Namespace.Length == root.Length || Namespace[root.Length] == '.');
}
