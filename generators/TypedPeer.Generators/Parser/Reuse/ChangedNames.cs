namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>Gathers names whose meaning may have changed.</summary>
internal sealed class ChangedNames
{
    public HashSet<string> All { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds names, each also as an attribute can be written: without its last word.</summary>
    public void Add(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            All.Add(name);
            if (name.EndsWith(nameof(Attribute), StringComparison.Ordinal))
            {
                All.Add(name.Substring(0, name.Length - nameof(Attribute).Length));
            }
        }
    }

    /// <summary>Adds every declaration that hangs on a changed name, until there is none left.</summary>
    public void Follow(TreeDeclarations[] files)
    {
        for (var before = -1; All.Count != before && All.Count > 0;)
        {
            before = All.Count;
            foreach (var file in files)
            {
                foreach (var declaration in file.Declarations)
                {
                    if (declaration.Uses.Any(All.Contains))
                    {
                        Add(declaration.Names);
                    }
                }
            }
        }
    }
}
