namespace TypedPeer.Generators.Model;

/// <summary>One parameter of a method.</summary>
/// <param name="Name">The name as C# spells it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="TypeName">The fully qualified type of the parameter.</param>
/// <param name="Wire">The value, or the item of the stream; null for a token.</param>
/// <param name="Form">What the stream looks like to the user.</param>
internal sealed record ParameterModel(string Name, ParameterKind Kind, string TypeName, WireType? Wire, BlockForm Form = BlockForm.None);
