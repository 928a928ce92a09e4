using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Context;

/// <summary>What the parsers of one contract share. Lives only while that contract is parsed.</summary>
/// <param name="compilation">The compilation the contract is part of.</param>
/// <param name="issues">Takes what cannot travel.</param>
/// <param name="found">Takes the symbol behind each method and data type, by its key; null where nobody asks.</param>
/// <param name="cancellationToken">Stops the parsers.</param>
internal sealed class ParseContext(Compilation compilation, CountingSink issues, Action<string, ISymbol>? found, CancellationToken cancellationToken)
{
    private UsedSymbols? _uses;

    /// <summary>Finished data types by their key; null while one is being parsed.</summary>
    public Dictionary<string, DataTypeModel?> DataTypes { get; } = new(StringComparer.Ordinal);

    /// <summary>Which data types a data type reaches directly.</summary>
    public Dictionary<string, HashSet<string>> References { get; } = new(StringComparer.Ordinal);

    public CountingSink Issues { get; } = issues;

    /// <summary>What each output has to say because of what it uses.</summary>
    public UsedSymbols Uses => _uses ??= new UsedSymbols(Names);

    /// <summary>What types are called.</summary>
    public TypeNameReader Names { get; } = new(compilation);

    /// <summary>The files the outcome depends on.</summary>
    public ReachedFiles Files { get; } = new();

    public Compilation Compilation => compilation;

    /// <summary>What the generator can see.</summary>
    public SeenDeclarations Seen { get; } = SeenDeclarations.Of(compilation);

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The name of the assembly that is compiled.</summary>
    public string Assembly { get; } = compilation.AssemblyName ?? "Assembly";

    /// <summary>Tells whoever wants to know which symbol is behind a part of the model.</summary>
    public void Found(string key, ISymbol symbol) => found?.Invoke(key, symbol);

    /// <summary>Spells out a shape with the data types it reaches.</summary>
    public string Expand(string shape) => new ShapeWriter(key => DataTypes[key] is { } type ? ShapeDefinitions.Of(type) : null).Write(shape);

    /// <summary>Whether a class within a contract can implement a member of it, or of an interface that it derives from.</summary>
    public bool CanImplement(ISymbol member, INamedTypeSymbol contract) => compilation.IsSymbolAccessibleWithin(member, contract);

    /// <summary>Whether code within a contract can call a member of it, or of an interface that it derives from, on whatever implements it.</summary>
    public bool CanCall(ISymbol member, INamedTypeSymbol contract) => compilation.IsSymbolAccessibleWithin(member, contract, member.ContainingType);

    /// <summary>Whether top-level code of this assembly can name the symbol.</summary>
    public bool CanReach(ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, compilation.Assembly) && !IsFileLocal(symbol);

    private static bool IsFileLocal(ISymbol symbol)
    {
        for (var type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }

    public bool IsOwn(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);
}
