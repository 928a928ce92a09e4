using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser;

/// <summary>A property or field that travels.</summary>
/// <param name="Symbol">The property or field.</param>
/// <param name="Type">Its type.</param>
/// <param name="CanSet">Whether an object initializer in generated code may set it.</param>
/// <param name="IsRequired">Whether an object initializer must set it.</param>
internal sealed record DataMember(ISymbol Symbol, ITypeSymbol Type, bool CanSet, bool IsRequired);
