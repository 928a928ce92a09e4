using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>Gives each method of a contract an identifier of its own, since methods may have one name, and names that generated code needs.</summary>
internal sealed class MethodIdentifiers
{
    /// <summary>What every class has.</summary>
    public static readonly string[] Inherited = ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    // Beside what is inherited the classes of the methods themselves, and the parameters of what calls them.
    private readonly HashSet<string> _taken = new([.. Inherited, "PeerMethods", "PeerDispatcher", "index", "target", "call"], StringComparer.Ordinal);

    public string Take(string name)
    {
        var identifier = name;
        for (var number = 2; !_taken.Add(identifier); number++)
        {
            identifier = name + number;
        }

        return Identifiers.Escape(identifier);
    }
}
