using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>Finds how a type that the user declared travels; what it is made of is asked of the <see cref="TypeParser"/> again.</summary>
internal interface IDataTypeParser
{
    /// <summary>Returns how the type travels, or null after reporting why it cannot.</summary>
    WireType? Parse(INamedTypeSymbol type, ISymbol spot);
}
