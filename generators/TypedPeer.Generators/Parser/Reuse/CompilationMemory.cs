using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>What a remembered contract is compared with; worked out once for a compilation and gone with it.</summary>
internal sealed class CompilationMemory
{
    private static readonly ConditionalWeakTable<Compilation, CompilationMemory> All = new();

    // Where each version of a file stands among the files: the parts of a type are taken in that order.
    private readonly Dictionary<object, int> _places = [];

    // What was last found equal: nearly all contracts ask about the same.
    private volatile Surroundings _equal;

    private CompilationMemory(Compilation compilation, CancellationToken cancellationToken)
    {
        var files = new List<TreeMemory>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = TreeMemory.Of(tree, cancellationToken);
            _places[file.Version] = files.Count;
            files.Add(file);
        }

        Surroundings = new Surroundings(compilation, files);
        _equal = Surroundings;
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
    public bool Confirms(RememberedContract contract) => IsSame(contract.Surroundings) && HasInOrder(contract.Files);

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

    private bool IsSame(Surroundings other)
    {
        if (ReferenceEquals(_equal, other))
        {
            return true;
        }

        if (!Surroundings.IsSameAs(other))
        {
            return false;
        }

        _equal = other;
        return true;
    }
}
