namespace TypedPeer.Generators.Model;

/// <summary>A user's type for which a codec is emitted.</summary>
/// <param name="TypeName">The fully qualified name without a nullable annotation: its key.</param>
/// <param name="CodecNamespace">The namespace of the assembly's codecs.</param>
/// <param name="CodecName">The codec's simple name.</param>
/// <param name="Kind">Its form on the wire.</param>
/// <param name="IsReference">Whether it may be null on the wire.</param>
/// <param name="IsRecursive">Whether a value may contain values of the same type.</param>
/// <param name="Members">The members in wire order.</param>
/// <param name="ConstructorMembers">Which members the constructor takes, in the order of its parameters.</param>
/// <param name="ConstructorForms">How each of them is written, <c>{0}</c> being its value.</param>
/// <param name="Layout">The memory layout of an unmanaged struct.</param>
/// <param name="Notes">What its output says of itself.</param>
internal sealed record DataTypeModel(
    string TypeName,
    string CodecNamespace,
    string CodecName,
    DataTypeKind Kind,
    bool IsReference,
    bool IsRecursive,
    EquatableArray<MemberModel> Members,
    EquatableArray<int> ConstructorMembers,
    EquatableArray<string> ConstructorForms,
    WireLayout? Layout,
    OutputNotes Notes = null!);
