using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>What a remembered contract is compared with; worked out once for a compilation and gone with it.</summary>
internal sealed class CompilationMemory
{
    private static readonly ConditionalWeakTable<Compilation, CompilationMemory> All = new();

    // Where each version of a file stands among the files: the parts of a type are taken in that order.
    private readonly Dictionary<object, int> _places = [];
    private readonly List<(SyntaxTree Tree, TreeMemory Memory)> _files = [];

    // What separates this compilation from earlier ones: nearly all contracts ask about the same.
    private readonly ConcurrentDictionary<Surroundings, NameChange> _changes = new();

    // Whether a file that nobody edited may bind to something else, for each such change.
    private readonly ConcurrentDictionary<(NameChange Change, int Place), bool> _touched = new();

    private CompilationMemory(Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var memory = TreeMemory.Of(tree, cancellationToken);
            _places[memory.Version] = _files.Count;
            _files.Add((tree, memory));
        }

        Surroundings = new Surroundings(compilation, [.. _files.Select(file => file.Memory.Declarations)]);
        _changes[Surroundings] = NameChange.None;
    }

    public Surroundings Surroundings { get; }

    public static CompilationMemory Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (All.TryGetValue(compilation, out var memory))
        {
            return memory;
        }

        var made = new CompilationMemory(compilation, cancellationToken);
        return All.GetValue(compilation, _ => made);
    }

    /// <summary>Whether parsing again would give the same model.</summary>
    /// <param name="contract">What was remembered.</param>
    /// <param name="compilation">The compilation this is the memory of.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    public bool Confirms(RememberedContract contract, Compilation compilation, CancellationToken cancellationToken)
    {
        if (!HasInOrder(contract.Files))
        {
            return false;
        }

        var change = _changes.GetOrAdd(contract.Surroundings, before => ChangeFinder.Find(before, Surroundings, compilation));
        return change.IsNone || (!change.IsEverything && !contract.Files.Any(file => IsTouched(change, _places[file], cancellationToken)));
    }

    /// <summary>
    /// Puts versions of files in the order of the compilation. Those of other projects are left out: an edit there makes another
    /// reference, which the surroundings notice.
    /// </summary>
    public object[] InOrder(IEnumerable<TreeMemory> files) =>
        [.. files.Select(file => file.Version).Where(_places.ContainsKey).OrderBy(version => _places[version])];

    private bool HasInOrder(object[] files)
    {
        var last = -1;
        foreach (var file in files)
        {
            if (!_places.TryGetValue(file, out var place) || place <= last)
            {
                return false;
            }

            last = place;
        }

        return true;
    }

    private bool IsTouched(NameChange change, int place, CancellationToken cancellationToken)
    {
        if (_touched.TryGetValue((change, place), out var known))
        {
            return known;
        }

        var (tree, memory) = _files[place];
        return _touched[(change, place)] = change.Touches(memory.Identifiers(tree, cancellationToken));
    }
}
