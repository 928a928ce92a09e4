using TypedPeer.Generators.Model.DataTypes;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>How a value of a data type is made.</summary>
/// <param name="Arguments">What the constructor is given, in the order of its parameters.</param>
/// <param name="Settings">How each member is set.</param>
internal sealed record Construction(ConstructorArgument[] Arguments, MemberSetting[] Settings);
