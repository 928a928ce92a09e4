namespace TypedPeer.Generators.Model;

/// <summary>All that is emitted for one contract.</summary>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containers">The types around the contract, outermost first, as <c>keyword name</c>.</param>
/// <param name="Name">The interface's name as C# spells it.</param>
/// <param name="TypeName">The fully qualified name.</param>
/// <param name="HintName">The name of the output, as long as no other differs from it in nothing but case.</param>
/// <param name="WireName">The name on the wire.</param>
/// <param name="Fingerprint">The hash over all methods.</param>
/// <param name="Methods">The contract's own methods, flattened ones included, in the order the dispatcher knows them by.</param>
/// <param name="InheritedMethods">Methods of contracts it inherits from, which only the proxy implements.</param>
/// <param name="Bases">The contracts it inherits from, nearest first, fully qualified.</param>
/// <param name="ErrorDetails">The types its errors may carry.</param>
/// <param name="CodecNamespace">The namespace of the assembly's codecs.</param>
/// <param name="DataTypes">The data types its methods reach.</param>
/// <param name="Notes">What its output says of itself.</param>
internal sealed record ContractModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Name,
    string TypeName,
    string HintName,
    string WireName,
    ulong Fingerprint,
    EquatableArray<MethodModel> Methods,
    EquatableArray<MethodModel> InheritedMethods,
    EquatableArray<string> Bases,
    EquatableArray<WireType> ErrorDetails,
    string CodecNamespace,
    EquatableArray<DataTypeModel> DataTypes,
    OutputNotes Notes)
{
    /// <summary>What no other contract has, even in code that has errors: a namespace and a type may then have one name.</summary>
    public string Key => $"{Namespace}|{string.Join("|", Containers)}|{Name}";
}
