using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Context;

/// <summary>
/// Gathers what an output has to say because of what it uses. Whoever wrote the contract was warned where they used what is obsolete
/// or experimental, and has decided.
/// </summary>
/// <param name="names">Knows the aliases of references.</param>
internal sealed class UsedSymbols(TypeNameReader names)
{
    private const string Obsolete = "CS0618";
    private const string ObsoleteWithoutMessage = "CS0612";

    private readonly Stack<Output> _outputs = new([new Output()]);

    /// <summary>From here on, what is used is used by another output.</summary>
    public void Begin() => _outputs.Push(new());

    /// <summary>Returns the notes of the current output, and goes back to the one before.</summary>
    public OutputNotes End()
    {
        var output = _outputs.Pop();
        return new OutputNotes(new EquatableArray<string>([.. output.Silenced]), new EquatableArray<string>([.. output.Aliases]), output.IsObsolete);
    }

    /// <summary>Takes a type, a member or a method that the current output names.</summary>
    public void Add(ISymbol symbol)
    {
        if (symbol is ITypeSymbol platform && platform.IsPlatform())
        {
            return;
        }

        if (names.AliasOf(symbol) is { } alias)
        {
            _outputs.Peek().Aliases.Add(alias);
        }

        for (var part = symbol; part is not null and not INamespaceSymbol; part = part.ContainingType)
        {
            AddAttributes(part);
        }

        if (symbol is IPropertySymbol property)
        {
            AddAccessor(property.GetMethod);
            AddAccessor(property.SetMethod);
        }

        if (symbol.ContainingAssembly is { } assembly)
        {
            AddAttributes(assembly);
            AddAttributes(symbol.ContainingModule);
        }
    }

    /// <summary>Takes a codec that the current output names.</summary>
    public void AddCodec(OutputNotes notes)
    {
        if (notes.IsObsolete)
        {
            _outputs.Peek().Silenced.Add(Obsolete);
        }
    }

    /// <summary>Takes a type together with its type arguments.</summary>
    public void AddWithArguments(ITypeSymbol type)
    {
        Add(type);
        for (var named = type as INamedTypeSymbol; named is not null; named = named.ContainingType)
        {
            foreach (var argument in named.TypeArguments)
            {
                AddWithArguments(argument);
            }
        }
    }

    private void AddAccessor(IMethodSymbol? accessor)
    {
        if (accessor is not null)
        {
            AddAttributes(accessor);
        }
    }

    private void AddAttributes(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is not { } type)
            {
                continue;
            }

            if (type.Is("System.Diagnostics.CodeAnalysis", "ExperimentalAttribute"))
            {
                // Something else than an identifier is an error of its own where it stands.
                if (attribute.ConstructorArguments.FirstOrDefault().Value is string id && Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(id))
                {
                    _outputs.Peek().Silenced.Add(id);
                }
            }
            else if (type.Is("System", "ObsoleteAttribute"))
            {
                AddObsolete(attribute);
            }
        }
    }

    private void AddObsolete(AttributeData attribute)
    {
        var output = _outputs.Peek();
        if (attribute.ConstructorArguments.Length == 2 && attribute.ConstructorArguments[1].Value is true)
        {
            // The output becomes obsolete itself, and so it and those that use it would be warned about.
            output.IsObsolete = true;
            output.Silenced.Add(Obsolete);
            return;
        }

        var named = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "DiagnosticId").Value;
        output.Silenced.Add(
            named.Value is string id && Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(id) ? id
            : attribute.ConstructorArguments.Length == 0 || attribute.ConstructorArguments[0].Value is null ? ObsoleteWithoutMessage
            : Obsolete);
    }

    private sealed class Output
    {
        public SortedSet<string> Silenced { get; } = new(StringComparer.Ordinal);

        public SortedSet<string> Aliases { get; } = new(StringComparer.Ordinal);

        public bool IsObsolete { get; set; }
    }
}
