using Microsoft.CodeAnalysis.CSharp;

namespace TypedPeer.Generators.Model.Names;

/// <summary>Names that are keywords elsewhere.</summary>
internal static class Identifiers
{
    /// <summary>Escapes a name that is a keyword anywhere.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : EscapeReserved(name);

    /// <summary>Escapes a name that is a keyword everywhere: enough where no other word of the language may stand.</summary>
    public static string EscapeReserved(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
