using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Model.Contracts;

/// <summary>All that is emitted for one contract.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Containers">The types around it, outermost first.</param>
/// <param name="WireName">The name on the wire.</param>
/// <param name="Fingerprint">The hash over all methods.</param>
/// <param name="Methods">The contract's own methods, flattened ones included, in the order the dispatcher knows them by.</param>
/// <param name="InheritedMethods">Methods of contracts it inherits from, which only the proxy implements.</param>
/// <param name="Bases">The contracts it inherits from, nearest first.</param>
/// <param name="ErrorDetails">The types its errors may carry.</param>
/// <param name="Assembly">The assembly it belongs to.</param>
/// <param name="DataTypes">The data types its methods reach.</param>
/// <param name="Notes">What its output says of itself.</param>
internal sealed record ContractModel(
    NamedTypeName Name,
    EquatableArray<ContainerModel> Containers,
    string WireName,
    ulong Fingerprint,
    EquatableArray<MethodModel> Methods,
    EquatableArray<MethodModel> InheritedMethods,
    EquatableArray<TypeName> Bases,
    EquatableArray<WireType> ErrorDetails,
    string Assembly,
    EquatableArray<DataTypeModel> DataTypes,
    OutputNotes Notes)
{
    /// <summary>Gets who may call its methods.</summary>
    public AccessModel Access { get; init; } = AccessModel.None;
}
