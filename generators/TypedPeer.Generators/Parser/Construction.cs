using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser;

/// <summary>How generated code makes a value of a data type.</summary>
/// <param name="Parameters">The index of the member behind each constructor parameter.</param>
/// <param name="Settings">How each member is set.</param>
internal sealed record Construction(int[] Parameters, MemberSetting[] Settings);
