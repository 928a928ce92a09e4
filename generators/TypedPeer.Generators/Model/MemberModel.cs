namespace TypedPeer.Generators.Model;

/// <summary>One member of a data type.</summary>
/// <param name="Name">The name as C# spells it.</param>
/// <param name="Type">Its type on the wire.</param>
/// <param name="SetBy">How a reader sets it.</param>
/// <param name="Offset">Where it lies in memory, for unmanaged structs.</param>
internal sealed record MemberModel(string Name, WireType Type, MemberSetting SetBy, int Offset);
