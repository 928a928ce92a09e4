namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>
/// Which simple names may mean something else than they did. Code in which none of them occurs binds as before: the compiler
/// binds a name by looking for declarations of just that name, outwards through bases, containers, namespaces and usings.
/// </summary>
internal sealed class NameChange
{
    private readonly HashSet<string>? _names;

    private NameChange(HashSet<string>? names) => _names = names;

    public static NameChange None { get; } = new([]);

    /// <summary>Any name may mean something else.</summary>
    public static NameChange Everything { get; } = new(null);

    public bool IsNone => _names is { Count: 0 };

    public bool IsEverything => _names is null;

    public static NameChange Of(HashSet<string> names) => new(names);

    public bool Touches(HashSet<string> identifiers) =>
        _names is null || (_names.Count < identifiers.Count ? _names.Any(identifiers.Contains) : identifiers.Any(_names.Contains));
}
