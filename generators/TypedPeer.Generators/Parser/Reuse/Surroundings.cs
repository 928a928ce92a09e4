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

    private readonly object[] _parts;

    public Surroundings(Compilation compilation, IEnumerable<TreeMemory> files)
    {
        var parts = new List<object> { compilation.AssemblyName ?? string.Empty, TokenOf(compilation.Options) };
        parts.AddRange(compilation.References.Select(TokenOf));
        parts.AddRange(files.Select(file => file.Declarations));
        _parts = [.. parts];
    }

    public bool IsSameAs(Surroundings other)
    {
        if (_parts.Length != other._parts.Length)
        {
            return false;
        }

        for (var i = 0; i < _parts.Length; i++)
        {
            if (!_parts[i].Equals(other._parts[i]))
            {
                return false;
            }
        }

        return true;
    }

    // A reference may be a compilation that somebody edits, and its object keeps it alive: a token in its place does not.
    private static object TokenOf(object part) => Tokens.GetValue(part, static _ => new object());
}
