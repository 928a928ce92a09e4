using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>
/// Everything in a file that can change what code in another file means: its usings, namespaces, the heads of its types, its enums,
/// constants and attribute classes. Left out are members that are no constants, and the bodies of all: they matter only to who
/// reaches their type, and a model remembers the files of the types it reaches. Refers to no syntax.
/// </summary>
/// <param name="Digest">The same only where all the rest is.</param>
/// <param name="Attributes">The attributes of the assembly and the module.</param>
/// <param name="Namespaces">The full names of the namespaces it declares, with those around them.</param>
/// <param name="GlobalUsings">Its usings for all files.</param>
/// <param name="Declarations">What it declares.</param>
internal sealed record TreeDeclarations(string Digest, string Attributes, string[] Namespaces, GlobalUsing[] GlobalUsings, Declaration[] Declarations)
{
    public static TreeDeclarations Of(SyntaxTree tree, CancellationToken cancellationToken) => new DeclarationReader().Read(tree, cancellationToken);
}
