using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Model.DataTypes;

/// <summary>A user's type for which a codec is emitted.</summary>
/// <param name="Name">Its name without a nullable annotation: its key.</param>
/// <param name="Assembly">The assembly whose codecs it belongs to.</param>
/// <param name="Kind">Its form on the wire.</param>
/// <param name="IsReference">Whether it may be null on the wire.</param>
/// <param name="IsRecursive">Whether a value may contain values of the same type.</param>
/// <param name="Members">The members in wire order.</param>
/// <param name="Construction">What the constructor takes, in the order of its parameters.</param>
/// <param name="Layout">The memory layout of an unmanaged struct.</param>
/// <param name="Notes">What its output says of itself.</param>
internal sealed record DataTypeModel(
    TypeName Name,
    string Assembly,
    DataTypeKind Kind,
    bool IsReference,
    bool IsRecursive,
    EquatableArray<MemberModel> Members,
    EquatableArray<ConstructorArgument> Construction,
    WireLayout? Layout,
    OutputNotes Notes = null!);
