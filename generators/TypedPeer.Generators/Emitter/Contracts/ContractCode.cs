using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Emitter.Contracts;

/// <summary>A contract with the names its parts have in generated code.</summary>
internal sealed class ContractCode
{
    public ContractCode(ContractModel contract)
    {
        Model = contract;
        TypeName = CodeNames.Of(contract.Name);
        Names = CodeNames.AmongContracts(contract.Assembly);
        var identifiers = new MethodIdentifiers();
        Methods = [.. contract.Methods.Select(method => new MethodCode(method, identifiers.Take(method.Name)))];
        InheritedMethods = [.. contract.InheritedMethods.Select(method => new MethodCode(method, identifiers.Take(method.Name)))];
    }

    public ContractModel Model { get; }

    /// <summary>The contract's name in full.</summary>
    public string TypeName { get; }

    public CodeNames Names { get; }

    /// <summary>The contract's own methods, in the order the dispatcher knows them by.</summary>
    public IReadOnlyList<MethodCode> Methods { get; }

    /// <summary>Methods of contracts it inherits from, which only the proxy implements.</summary>
    public IReadOnlyList<MethodCode> InheritedMethods { get; }

    public IEnumerable<MethodCode> AllMethods => Methods.Concat(InheritedMethods);

    /// <summary>What no other contract has, even in code that has errors: a namespace and a type may then have one name.</summary>
    public static string Key(ContractModel contract) =>
        $"{TypeNameText.Namespace(NamespaceOf(contract.Name))}|{string.Join("|", contract.Containers.Select(Declaration))}|{Identifiers.Escape(contract.Name.Name)}";

    /// <summary>The namespace of a type; empty for the global one.</summary>
    public static string NamespaceOf(NamedTypeName name) => name.Container is { } container ? NamespaceOf(container) : name.Namespace;

    /// <summary>A type around a contract as another part of it begins.</summary>
    public static string Declaration(ContainerModel container)
    {
        var keyword = container.Kind switch
        {
            ContainerKind.Interface => "interface",
            ContainerKind.RecordStruct => "record struct",
            ContainerKind.Struct => "struct",
            ContainerKind.Record => "record",
            _ => "class",
        };
        return $"{keyword} {Identifiers.Escape(container.Name)}";
    }
}
