using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Symbols;

/// <summary>
/// Tells what other source generators wrote. A generator does not see the output of others, and the analyzers, which do, have to
/// judge what the generator could see. Known once for each compilation, since all its files are looked at.
/// </summary>
internal sealed class SeenDeclarations
{
    private static readonly ConditionalWeakTable<Compilation, SeenDeclarations> All = new();

    // The compiler names an output after the generator's assembly and type, in a folder that all generators share.
    private const string Own = "TypedPeer.Generators/TypedPeer.Generators.PeerContractGenerator/";

    // Where outputs are; empty where this generator has none, so that it cannot be known.
    private readonly string _folder;

    private SeenDeclarations(Compilation compilation) => _folder = FindFolder(compilation);

    public static SeenDeclarations Of(Compilation compilation) => All.GetValue(compilation, static key => new SeenDeclarations(key));

    /// <summary>Whether a file is an output of this generator.</summary>
    public static bool IsOwnOutput(string path) => path.Replace('\\', '/').IndexOf(Own, StringComparison.Ordinal) >= 0;

    /// <summary>Whether the generator can see a type, or a part of it.</summary>
    public bool Includes(INamedTypeSymbol type) => IsDeclaredInCode(type);

    /// <summary>Whether the generator can see a member. One that nobody declares belongs to its type.</summary>
    public bool Includes(ISymbol member)
    {
        // Where a type has one declaration, nobody adds to it.
        var declared = (member as IFieldSymbol)?.AssociatedSymbol ?? member;
        return declared.ContainingType is not { DeclaringSyntaxReferences.Length: > 1 } || IsDeclaredInCode(declared);
    }

    private bool IsDeclaredInCode(ISymbol symbol)
    {
        var references = symbol.DeclaringSyntaxReferences;
        return references.Length == 0 || references.Any(reference => !IsOutput(reference.SyntaxTree.FilePath));
    }

    private bool IsOutput(string path)
    {
        path = path.Replace('\\', '/');
        return _folder.Length > 0
            ? path.StartsWith(_folder, StringComparison.Ordinal) && IsNamedAfterGenerator(path.Substring(_folder.Length))
            : path.Length > 0 && path[0] != '/' && path.IndexOf(':') < 0 && path.IndexOf('/') != path.LastIndexOf('/');
    }

    // Tools that run before the compiler leave files in the same folder, which generators do see.
    private static bool IsNamedAfterGenerator(string path)
    {
        var parts = path.Split('/');
        return parts.Length >= 3 && parts[1].IndexOf('.') > 0;
    }

    private static string FindFolder(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var path = tree.FilePath.Replace('\\', '/');
            if (path.IndexOf(Own, StringComparison.Ordinal) is > 0 and var start)
            {
                return path.Substring(0, start);
            }
        }

        return string.Empty;
    }
}
