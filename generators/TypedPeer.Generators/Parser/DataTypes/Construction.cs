using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>How generated code makes a value of a data type.</summary>
/// <param name="Parameters">The index of the member behind each constructor parameter that is given.</param>
/// <param name="Forms">How each of them is written, <c>{0}</c> being its value.</param>
/// <param name="Settings">How each member is set.</param>
internal sealed record Construction(int[] Parameters, string[] Forms, MemberSetting[] Settings);
