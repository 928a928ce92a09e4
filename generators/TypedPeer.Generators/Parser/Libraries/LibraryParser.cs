using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Libraries;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Contracts;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Parser.Types;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Libraries;

/// <summary>Parses all contracts of a compilation and those of others that they reach, and reads what is written about them.</summary>
internal sealed class LibraryParser
{
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<string, INamedTypeSymbol> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContractModel> _contracts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataTypeModel> _dataTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EnumModel> _enums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Documentation> _documentation = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _defaults = new(StringComparer.Ordinal);
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    private LibraryParser(Compilation compilation, CancellationToken cancellationToken) => (_compilation, _cancellationToken) = (compilation, cancellationToken);

    /// <summary>Returns what there is; contracts that get no code are left out.</summary>
    public static LibraryModel Parse(Compilation compilation, CancellationToken cancellationToken)
    {
        var parser = new LibraryParser(compilation, cancellationToken);
        parser.AddAll(compilation.Assembly.GlobalNamespace);
        parser.ParseWaiting();
        var contracts = parser._contracts.Values.OrderBy(contract => contract.WireName, StringComparer.Ordinal);
        return new LibraryModel(compilation.AssemblyName ?? string.Empty, [.. contracts], parser._dataTypes, parser._enums, parser._documentation, parser._defaults);
    }

    private void AddAll(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type && type.IsContract())
            {
                Add(type);
            }

            AddAll(member);
        }
    }

    private void Add(INamedTypeSymbol contract)
    {
        if (_seen.Add(contract))
        {
            _waiting[ContractNames.OnTheWire(contract)] = contract;
        }
    }

    // What a contract refers to may be new, too.
    private void ParseWaiting()
    {
        while (_waiting.Count > 0)
        {
            var (wireName, symbol) = (_waiting.First().Key, _waiting.First().Value);
            _waiting.Remove(wireName);
            var context = new ParseContext(_compilation, new CountingSink(next: null), Found, _cancellationToken);
            if (ContractParser.Parse(symbol, context) is { } model)
            {
                _contracts[wireName] = model;
                _documentation[wireName] = DocumentationReader.Read(symbol, _cancellationToken);
                foreach (var type in model.DataTypes)
                {
                    _dataTypes[ShapeText.Key(type.Name)] = type;
                }
            }
        }
    }

    private void Found(string key, ISymbol symbol)
    {
        if (symbol is INamedTypeSymbol contract && contract.IsContract())
        {
            Add(contract);
            return;
        }

        if (_documentation.ContainsKey(key))
        {
            return;
        }

        _documentation[key] = DocumentationReader.Read(symbol, _cancellationToken);
        if (symbol is IMethodSymbol method)
        {
            foreach (var parameter in method.Parameters.Where(parameter => parameter.HasExplicitDefaultValue))
            {
                _defaults[$"{key}.{parameter.Name}"] = parameter.ExplicitDefaultValue;
            }
        }

        if (symbol is INamedTypeSymbol { TypeKind: TypeKind.Enum } number)
        {
            _enums[key] = ReadEnum(number);
        }

        if (symbol is INamedTypeSymbol type)
        {
            ReadMembers(key, type);
        }
    }

    private EnumModel ReadEnum(INamedTypeSymbol type)
    {
        var underlying = (ScalarType)ScalarTypes.Find(type.EnumUnderlyingType!)!;
        var members = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)
            .Select(field => new EnumMemberModel(field.Name, Convert.ToString(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture)!));
        var isFlags = type.GetAttributes().Any(attribute => attribute.AttributeClass?.Is("System", "FlagsAttribute") == true);
        return new EnumModel(new TypeNameReader(_compilation).Plain(type), underlying.Kind, isFlags, new EquatableArray<EnumMemberModel>([.. members]));
    }

    private void ReadMembers(string key, INamedTypeSymbol type)
    {
        var own = _documentation[key];
        for (var level = type; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            foreach (var member in level.GetMembers().Where(member => member is IPropertySymbol or IFieldSymbol { IsImplicitlyDeclared: false }))
            {
                var name = $"{key}.{member.Name}";
                if (!_documentation.ContainsKey(name) && DocumentationReader.Read(member, _cancellationToken) is var about)
                {
                    // What a record takes is written about where it takes it.
                    var taken = own.Parameters.FirstOrDefault(parameter => parameter.Name == member.Name);
                    _documentation[name] = about.Summary.Length == 0 && taken is not null ? about with { Summary = taken.Text } : about;
                }
            }
        }
    }
}
