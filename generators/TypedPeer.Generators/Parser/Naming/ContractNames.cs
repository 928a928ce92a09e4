using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Naming;

/// <summary>What contracts are called between peers.</summary>
internal static class ContractNames
{
    /// <summary>Returns the name a contract has on the wire: the one its attribute gives, else its own.</summary>
    public static string OnTheWire(INamedTypeSymbol contract)
    {
        var attribute = contract.FindAttribute("PeerContractAttribute");
        foreach (var argument in attribute?.NamedArguments ?? ImmutableArray<KeyValuePair<string, TypedConstant>>.Empty)
        {
            if (argument.Key == "Name" && argument.Value.Value is string name)
            {
                return name;
            }
        }

        return DisplayNames.ForWire(contract);
    }
}
