using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Memory;

/// <summary>What a remembered contract is compared with; worked out once for a compilation and gone with it.</summary>
internal sealed class CompilationMemory
{
    private static readonly ConditionalWeakTable<Compilation, CompilationMemory> All = new();

    // A reference may be a compilation that somebody edits, and its object keeps it alive: a number in its place does not.
    private static readonly ConditionalWeakTable<object, object> Numbers = new();
    private static long _lastNumber;

    private readonly HashSet<object> _versions = [];

    private CompilationMemory(Compilation compilation, CancellationToken cancellationToken)
    {
        var text = new StringBuilder().Append(compilation.AssemblyName).Append('\n').Append(NumberOf(compilation.Options)).Append('\n');
        foreach (var reference in compilation.References)
        {
            text.Append(NumberOf(reference)).Append('\n');
        }

        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var memory = TreeMemory.Of(tree, cancellationToken);
            if (!memory.IsOwnOutput)
            {
                _versions.Add(memory.Version);
                text.Append(memory.Digest).Append('\n');
            }
        }

        Digest = Hashes.Digest(text.ToString());
    }

    /// <summary>
    /// A digest of the options, the references, and what all files declare, in their order: where it is the same, code that is the
    /// same means the same.
    /// </summary>
    public string Digest { get; }

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
    public bool Confirms(RememberedContract contract) => contract.Digest == Digest && contract.Files.All(_versions.Contains);

    /// <summary>
    /// Returns the versions of those files that belong to the compilation and are no output. An edit in another project makes another
    /// reference, which the digest notices.
    /// </summary>
    public object[] Own(IEnumerable<TreeMemory> files) => [.. files.Select(file => file.Version).Where(_versions.Contains)];

    private static object NumberOf(object part) => Numbers.GetValue(part, static _ => Interlocked.Increment(ref _lastNumber));
}
