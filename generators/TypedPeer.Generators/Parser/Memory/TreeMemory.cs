using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Memory;

/// <summary>
/// What is remembered about one version of one file, for as long as somebody else keeps that version alive: the table holds it
/// weakly, and nothing in here refers to syntax, symbols or compilations.
/// </summary>
internal sealed class TreeMemory
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeMemory> All = new();

    private TreeMemory(string digest, bool isOwnOutput) => (Digest, IsOwnOutput) = (digest, isOwnOutput);

    /// <summary>Stands for this version of the file, by reference.</summary>
    public object Version { get; } = new();

    /// <summary>The digest of what it declares.</summary>
    public string Digest { get; }

    /// <summary>Whether the generator wrote it, which the analyzers see and the generator does not.</summary>
    public bool IsOwnOutput { get; }

    /// <summary>
    /// The contracts declared in it, by where they start; of each the last two, since the analyzers also see what other generators
    /// wrote, and would otherwise make the generator forget.
    /// </summary>
    public ConcurrentDictionary<int, (RememberedContract Last, RememberedContract? Before)> Contracts { get; } = new();

    public static TreeMemory Of(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (All.TryGetValue(tree, out var memory))
        {
            return memory;
        }

        var made = SeenDeclarations.IsOwnOutput(tree.FilePath) ? new TreeMemory(string.Empty, isOwnOutput: true) : new TreeMemory(DeclarationDigest.Of(tree, cancellationToken), isOwnOutput: false);
        return All.GetValue(tree, _ => made);
    }

    public void Remember(int place, RememberedContract contract) =>
        Contracts.AddOrUpdate(place, (contract, null), (_, known) => (contract, known.Last.Digest == contract.Digest ? known.Before : known.Last));
}
