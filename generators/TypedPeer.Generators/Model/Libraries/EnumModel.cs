using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Model.Libraries;

/// <summary>An enum with its names, which do not travel and which people write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Underlying">The number it is.</param>
/// <param name="IsFlags">Whether its values are combined.</param>
/// <param name="Members">Its names in the order of declaration.</param>
internal sealed record EnumModel(TypeName Name, ScalarKind Underlying, bool IsFlags, EquatableArray<EnumMemberModel> Members);

/// <summary>One name of an enum.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The number in decimal digits.</param>
internal sealed record EnumMemberModel(string Name, string Value);
