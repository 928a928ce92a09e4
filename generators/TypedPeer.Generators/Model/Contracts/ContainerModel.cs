namespace TypedPeer.Generators.Model.Contracts;

/// <summary>A type around a contract.</summary>
internal sealed record ContainerModel(ContainerKind Kind, string Name);

/// <summary>What a type around a contract is.</summary>
internal enum ContainerKind
{
    Class,
    Struct,
    Interface,
    Record,
    RecordStruct,
}
