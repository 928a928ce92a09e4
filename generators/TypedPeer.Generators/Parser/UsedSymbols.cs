using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser;

/// <summary>
/// Gathers the warnings that generated code would get for using what is obsolete or experimental: whoever wrote the contract was
/// warned where they used it, and has decided.
/// </summary>
internal sealed class UsedSymbols
{
    private readonly Stack<SortedSet<string>> _outputs = new();

    public UsedSymbols() => Begin();

    /// <summary>From here on, what is used is used by another output.</summary>
    public void Begin() => _outputs.Push(new(StringComparer.Ordinal));

    /// <summary>Returns the warnings of the current output, and goes back to the one before.</summary>
    public string[] End() => [.. _outputs.Pop()];

    /// <summary>Takes a type, a member or a method that the current output names.</summary>
    public void Add(ISymbol symbol)
    {
        for (var part = symbol; part is not null and not INamespaceSymbol; part = part.ContainingType)
        {
            if (part is ITypeSymbol type && type.IsPlatform())
            {
                return;
            }

            foreach (var attribute in part.GetAttributes())
            {
                if (Warning(attribute) is { } id)
                {
                    _outputs.Peek().Add(id);
                }
            }
        }
    }

    /// <summary>Takes a type together with its type arguments.</summary>
    public void AddWithArguments(ITypeSymbol type)
    {
        Add(type);
        if (type is INamedTypeSymbol named)
        {
            foreach (var argument in named.TypeArguments)
            {
                AddWithArguments(argument);
            }
        }
    }

    private static string? Warning(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { } type)
        {
            return null;
        }

        if (type.Is("System.Diagnostics.CodeAnalysis", "ExperimentalAttribute"))
        {
            return attribute.ConstructorArguments.FirstOrDefault().Value as string;
        }

        if (!type.Is("System", "ObsoleteAttribute"))
        {
            return null;
        }

        var named = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "DiagnosticId").Value;
        return named.Value as string ?? (attribute.ConstructorArguments.Length == 0 ? "CS0612" : "CS0618");
    }
}
