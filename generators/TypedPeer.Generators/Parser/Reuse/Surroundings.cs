using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>
/// What decides the meaning of names in a compilation: its options, its references, and the declarations of all its files in
/// their order. Two that are equal give the same file the same meaning. Refers to no syntax, symbols or compilations.
/// </summary>
internal sealed class Surroundings
{
    private static readonly ConditionalWeakTable<object, object> Tokens = new();

    private readonly object[] _outside;

    public Surroundings(Compilation compilation, TreeDeclarations[] files)
    {
        _outside = [compilation.AssemblyName ?? string.Empty, TokenOf(compilation.Options), .. compilation.References.Select(TokenOf)];
        Files = files;
    }

    /// <summary>What each file declares.</summary>
    public TreeDeclarations[] Files { get; }

    /// <summary>Whether all that is no file of the compilation is the same.</summary>
    public bool HasSameOutside(Surroundings other) => _outside.SequenceEqual(other._outside);

    // A reference may be a compilation that somebody edits, and its object keeps it alive: a token in its place does not.
    private static object TokenOf(object part) => Tokens.GetValue(part, static _ => new object());
}
