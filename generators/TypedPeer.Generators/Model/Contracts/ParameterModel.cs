using TypedPeer.Generators.Model.WireTypes;

namespace TypedPeer.Generators.Model.Contracts;

/// <summary>One parameter of a method.</summary>
/// <param name="Name">The name, without an escape.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Wire">What may be given: the value, or the item of the stream; null for a token.</param>
/// <param name="Form">What the stream looks like to the user.</param>
/// <param name="Null">What it says of null beyond its type.</param>
/// <param name="Declared">Its type as the method declares it, where it says more of null.</param>
internal sealed record ParameterModel(
    string Name, ParameterKind Kind, WireType? Wire, BlockForm Form = BlockForm.None, NullAllowance Null = NullAllowance.AsDeclared, WireType? Declared = null);
