using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Parser.Naming;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>Finds types whose values are cut down to a base type, because a contract names that one. Safe to use from several threads.</summary>
internal sealed class DerivedTypes(Compilation compilation)
{
    private readonly ConcurrentBag<INamedTypeSymbol> _derived = [];
    private readonly ConcurrentDictionary<TypeName, bool> _named = new();
    private readonly ConcurrentBag<HashSet<TypeName>> _unions = [];

    /// <summary>Takes a type of the compilation.</summary>
    public void Add(INamedTypeSymbol type)
    {
        if (type is { TypeKind: TypeKind.Class, IsStatic: false, IsAbstract: false, BaseType.SpecialType: SpecialType.None })
        {
            _derived.Add(type);
        }
    }

    /// <summary>Takes a contract; null for one that has no code.</summary>
    public void Add(ContractModel? contract)
    {
        foreach (var type in contract?.DataTypes ?? EquatableArray<DataTypeModel>.Empty)
        {
            if (type is { IsReference: true, Kind: DataTypeKind.Object or DataTypeKind.Tolerant })
            {
                _named[type.Name] = true;
            }
            else if (type.Kind == DataTypeKind.Union)
            {
                _unions.Add([.. type.Members.Select(member => member.Type.Name)]);
            }
        }
    }

    /// <summary>Reports each type that adds something to a base type which is named and it is not.</summary>
    public void Report(Action<Diagnostic> report)
    {
        var names = new TypeNameReader(compilation);
        foreach (var type in _derived)
        {
            var adds = false;
            var name = names.Plain(type);
            for (var level = type; level.BaseType is { } above; level = above)
            {
                adds |= level.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false });
                var aboveName = names.Plain(above);
                if (adds && _named.ContainsKey(aboveName) && !_unions.Any(union => union.Contains(name) && union.Contains(aboveName)))
                {
                    report(Diagnostic.Create(PeerDiagnostics.DerivedCutDown, type.Locations[0], DisplayNames.ForMessage(type), DisplayNames.ForMessage(above)));
                    break;
                }
            }
        }
    }
}
