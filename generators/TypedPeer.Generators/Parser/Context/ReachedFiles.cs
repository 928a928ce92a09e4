using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Context;

/// <summary>Collects the files that declare the types a parser looks into.</summary>
internal sealed class ReachedFiles
{
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    public HashSet<SyntaxTree> Trees { get; } = [];

    /// <summary>Adds a type with all whose members it can use or name: its base types and interfaces, and the types around it.</summary>
    public void Add(INamedTypeSymbol type)
    {
        if (!_seen.Add(type))
        {
            return;
        }

        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            Trees.Add(reference.SyntaxTree);
        }

        if (type.BaseType is { } parent)
        {
            Add(parent);
        }

        foreach (var contract in type.Interfaces)
        {
            Add(contract);
        }

        if (type.ContainingType is { } container)
        {
            Add(container);
        }

        if (type.TypeKind == TypeKind.Struct)
        {
            AddFields(type);
        }
    }

    // Whether a struct holds references, which decides its form, hangs on the fields of its fields, be they private or not.
    private void AddFields(INamedTypeSymbol type)
    {
        foreach (var argument in type.TypeArguments)
        {
            AddStruct(argument);
        }

        foreach (var field in type.DeclaringSyntaxReferences.IsEmpty ? [] : type.GetMembers().OfType<IFieldSymbol>())
        {
            if (!field.IsStatic)
            {
                AddStruct(field.Type);
            }
        }
    }

    private void AddStruct(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Struct } named)
        {
            Add(named);
        }
    }
}
