using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>
/// What is remembered about one version of one file, for as long as somebody else keeps that version alive: the table holds it
/// weakly, and nothing in here refers to syntax, symbols or compilations.
/// </summary>
internal sealed class TreeMemory
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeMemory> All = new();

    private volatile HashSet<string>? _identifiers;

    private TreeMemory(TreeDeclarations declarations) => Declarations = declarations;

    /// <summary>Stands for this version of the file, by reference.</summary>
    public object Version { get; } = new();

    /// <summary>What of it can change the meaning of other files.</summary>
    public TreeDeclarations Declarations { get; }

    /// <summary>The contracts declared in it, by where they start.</summary>
    public ConcurrentDictionary<int, RememberedContract> Contracts { get; } = new();

    public static TreeMemory Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (All.TryGetValue(tree, out var memory))
        {
            return memory;
        }

        var made = new TreeMemory(TreeDeclarations.Of(tree, cancellationToken));
        return All.GetValue(tree, _ => made);
    }

    /// <summary>Returns the identifiers outside of bodies, worked out when somebody first asks.</summary>
    /// <param name="tree">The file this is the memory of.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public HashSet<string> Identifiers(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (_identifiers is { } known)
        {
            return known;
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        Reuse.Identifiers.Add(found, tree.GetRoot(cancellationToken));
        _identifiers = found;
        return found;
    }
}
