using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Model.DataTypes;

/// <summary>One member of a data type, or one type of a union.</summary>
/// <param name="Name">The name, without an escape.</param>
/// <param name="Type">Its type on the wire.</param>
/// <param name="SetBy">How a reader sets it.</param>
/// <param name="Place">The offset in memory, the slot of a tolerant member, or the tag of a union's type.</param>
/// <param name="IsHidden">Whether generated code cannot see it and reads it by an unsafe accessor.</param>
/// <param name="IsField">Whether it is a field.</param>
/// <param name="DeclaringType">The base class that declares it; null where the type itself does.</param>
/// <param name="WarnsOfNull">Whether setting it to null is a warning, although it may be null.</param>
internal sealed record MemberModel(
    string Name, WireType Type, MemberSetting SetBy, int Place, bool IsHidden = false, bool IsField = false, TypeName? DeclaringType = null, bool WarnsOfNull = false);
