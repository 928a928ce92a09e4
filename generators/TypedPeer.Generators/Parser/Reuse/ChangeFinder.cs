using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>
/// Finds which names mean something else after an edit. Whatever cannot be told by names alone counts as a change of everything:
/// another option or reference, a declaration in the platform's namespaces, a global using that is spelt in an uncommon way.
/// </summary>
internal sealed class ChangeFinder
{
    private readonly Surroundings _before;
    private readonly Surroundings _after;
    private readonly List<TreeDeclarations> _gone = [];
    private readonly List<TreeDeclarations> _come = [];
    private readonly ChangedNames _names = new();

    private ChangeFinder(Surroundings before, Surroundings after) => (_before, _after) = (before, after);

    /// <summary>Returns what separates two moments of a project.</summary>
    /// <param name="before">One moment.</param>
    /// <param name="after">The other, of <paramref name="compilation"/>.</param>
    /// <param name="compilation">Asked which types a namespace has that all files now import, or no longer.</param>
    public static NameChange Find(Surroundings before, Surroundings after, Compilation compilation)
    {
        if (!before.HasSameOutside(after))
        {
            return NameChange.Everything;
        }

        var finder = new ChangeFinder(before, after);
        if (!finder.CompareFiles())
        {
            return NameChange.Everything;
        }

        if (finder._gone.Count == 0 && finder._come.Count == 0)
        {
            return NameChange.None;
        }

        return finder.CompareDeclarations() && finder.CompareUsings(compilation) ? NameChange.Of(finder._names.All) : NameChange.Everything;
    }

    // Finds the files that are not on both sides. The others must stand in the same order.
    private bool CompareFiles()
    {
        var (before, after) = (_before.Files, _after.Files);
        var start = 0;
        while (start < before.Length && start < after.Length && IsSame(before[start], after[start]))
        {
            start++;
        }

        var end = 0;
        while (end < before.Length - start && end < after.Length - start && IsSame(before[before.Length - 1 - end], after[after.Length - 1 - end]))
        {
            end++;
        }

        var old = new ArraySegment<TreeDeclarations>(before, start, before.Length - start - end);
        var @new = new ArraySegment<TreeDeclarations>(after, start, after.Length - start - end);
        var kept = Split(old, @new, _gone);
        return kept.SequenceEqual(Split(@new, old, _come), StringComparer.Ordinal);
    }

    private static bool IsSame(TreeDeclarations left, TreeDeclarations right) => ReferenceEquals(left, right) || left.Digest == right.Digest;

    // Puts aside the files that the other side lacks, and returns the digests of the others in order.
    private static List<string> Split(IEnumerable<TreeDeclarations> files, IEnumerable<TreeDeclarations> others, List<TreeDeclarations> missing)
    {
        var kept = new List<string>();
        var counts = Count(others.Select(file => file.Digest));
        foreach (var file in files)
        {
            if (counts.TryGetValue(file.Digest, out var count) && count > 0)
            {
                counts[file.Digest] = count - 1;
                kept.Add(file.Digest);
            }
            else
            {
                missing.Add(file);
            }
        }

        return kept;
    }

    private bool CompareDeclarations()
    {
        if (Differing(_gone.Select(file => file.Attributes), _come.Select(file => file.Attributes)).Any(attributes => attributes.Length > 0))
        {
            return false;
        }

        var changed = new HashSet<string>(
            Differing(_gone.SelectMany(Texts), _come.SelectMany(Texts)),
            StringComparer.Ordinal);
        foreach (var declaration in _gone.Concat(_come).SelectMany(file => file.Declarations).Where(declaration => changed.Contains(declaration.Text)))
        {
            if (declaration.IsPlatform)
            {
                return false;
            }

            _names.Add(declaration.Names);
        }

        AddNamespaces(_gone, _after.Files);
        AddNamespaces(_come, _before.Files);
        _names.Follow(_after.Files);
        return true;
    }

    private static IEnumerable<string> Texts(TreeDeclarations file) => file.Declarations.Select(declaration => declaration.Text);

    private void AddNamespaces(List<TreeDeclarations> files, TreeDeclarations[] others)
    {
        foreach (var name in new HashSet<string>(files.SelectMany(file => file.Namespaces), StringComparer.Ordinal))
        {
            if (!others.Any(other => other.Namespaces.Contains(name, StringComparer.Ordinal)))
            {
                _names.Add([name.Substring(name.LastIndexOf('.') + 1)]);
            }
        }
    }

    private bool CompareUsings(Compilation compilation)
    {
        // What a global using imports may itself be another now. Global usings do not see each other.
        if (_after.Files.Any(file => file.GlobalUsings.Any(directive => directive.Uses.Any(_names.All.Contains))))
        {
            return false;
        }

        var changed = new HashSet<string>(Differing(_gone.SelectMany(Spellings), _come.SelectMany(Spellings)), StringComparer.Ordinal);
        if (changed.Count == 0)
        {
            return true;
        }

        foreach (var directive in _gone.Concat(_come).SelectMany(file => file.GlobalUsings).Where(directive => changed.Contains(directive.Text)))
        {
            if (directive.Target is null)
            {
                return false;
            }

            // What is not there any more is among the changed names already.
            _names.Add(NamesIn(directive, directive.Target, compilation));
        }

        _names.Follow(_after.Files);
        return true;
    }

    private static IEnumerable<string> Spellings(TreeDeclarations file) => file.GlobalUsings.Select(directive => directive.Text);

    // A namespace gives its types, a type its nested types and constants.
    private static IEnumerable<string> NamesIn(GlobalUsing directive, string target, Compilation compilation)
    {
        IEnumerable<INamespaceOrTypeSymbol> found = [compilation.GlobalNamespace];
        foreach (var part in target.Split('.'))
        {
            found = [.. found.SelectMany(symbol => symbol.GetMembers(part)).OfType<INamespaceOrTypeSymbol>()];
        }

        return found.Where(symbol => symbol.IsType == directive.IsStatic).SelectMany(symbol => symbol.GetMembers()).Where(member => member is not INamespaceSymbol).Select(member => member.Name);
    }

    // What is not equally often on both sides.
    private static IEnumerable<string> Differing(IEnumerable<string> left, IEnumerable<string> right)
    {
        var counts = Count(left);
        foreach (var item in right)
        {
            counts[item] = counts.TryGetValue(item, out var count) ? count - 1 : -1;
        }

        return counts.Where(entry => entry.Value != 0).Select(entry => entry.Key);
    }

    private static Dictionary<string, int> Count(IEnumerable<string> items)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            counts[item] = counts.TryGetValue(item, out var count) ? count + 1 : 1;
        }

        return counts;
    }
}
