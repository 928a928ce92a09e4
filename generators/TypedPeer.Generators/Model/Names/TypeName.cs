using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.Names;

/// <summary>What a type is called, as a tree: names without escapes, free of any language's punctuation.</summary>
internal abstract record TypeName;

/// <summary>A class, struct, interface or enum.</summary>
/// <param name="Alias">The name its reference has in this project; null where it needs none.</param>
/// <param name="Namespace">The namespace with dots; empty for the global one, and for a type within another.</param>
/// <param name="Container">The type around it.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Arguments">Its own type arguments.</param>
internal sealed record NamedTypeName(string? Alias, string Namespace, NamedTypeName? Container, string Name, EquatableArray<TypeName> Arguments) : TypeName
{
    public NamedTypeName(string @namespace, string name, params TypeName[] arguments)
        : this(Alias: null, @namespace, Container: null, name, new EquatableArray<TypeName>(arguments))
    {
    }
}

/// <summary>An array of so many dimensions.</summary>
internal sealed record ArrayTypeName(TypeName Item, int Rank) : TypeName;

/// <summary>A type whose values may be null.</summary>
internal sealed record NullableTypeName(TypeName Value) : TypeName;

/// <summary>A value tuple of two and more.</summary>
internal sealed record TupleTypeName(EquatableArray<TupleElement> Elements) : TypeName;

/// <summary>One element of a tuple, whose name is null where the user gave none.</summary>
internal sealed record TupleElement(TypeName Type, string? Name);

/// <summary>A type that no value on the wire can have, such as a function pointer, as the compiler shows it.</summary>
internal sealed record OtherTypeName(string Text) : TypeName;
