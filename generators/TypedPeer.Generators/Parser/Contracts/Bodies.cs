using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Contracts;

/// <summary>
/// Which members of its interfaces a contract leaves to whoever implements it. A derived interface may give a member of its base a
/// body, or take it away again; what counts is the most derived one, as for the runtime.
/// </summary>
internal sealed class Bodies
{
    private readonly List<(ISymbol Target, ISymbol Implementation)> _given = [];

    public Bodies(INamedTypeSymbol contract)
    {
        foreach (var level in contract.AllInterfaces.Prepend(contract))
        {
            foreach (var member in level.GetMembers())
            {
                foreach (var target in Targets(member))
                {
                    _given.Add((target, member));
                }
            }
        }
    }

    /// <summary>The members of base interfaces that a member is about, instead of being one itself.</summary>
    public static IEnumerable<ISymbol> Targets(ISymbol member) => member switch
    {
        IMethodSymbol method => method.ExplicitInterfaceImplementations,
        IPropertySymbol property => property.ExplicitInterfaceImplementations,
        IEventSymbol raised => raised.ExplicitInterfaceImplementations,
        _ => [],
    };

    /// <summary>Whether a class must implement the member: it has no body, or two of which none is the more derived.</summary>
    public bool LeaveOpen(ISymbol member)
    {
        if (!member.IsAbstract && !member.IsVirtual)
        {
            return false;
        }

        var all = _given.Where(pair => SymbolEqualityComparer.Default.Equals(pair.Target, member)).Select(pair => pair.Implementation).Append(member).ToList();
        var most = all.FirstOrDefault(one => all.All(other => one.Equals(other, SymbolEqualityComparer.Default) || IsMoreDerived(one, other)));
        return most?.IsAbstract ?? true;
    }

    private static bool IsMoreDerived(ISymbol one, ISymbol other) =>
        one.ContainingType.AllInterfaces.Contains(other.ContainingType, SymbolEqualityComparer.Default);
}
