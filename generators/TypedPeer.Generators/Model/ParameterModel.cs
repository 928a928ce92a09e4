namespace TypedPeer.Generators.Model;

/// <summary>One parameter of a method.</summary>
/// <param name="Name">The name as C# spells it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="TypeName">The fully qualified type of what may be given.</param>
/// <param name="Wire">The value, or the item of the stream; null for a token.</param>
/// <param name="Form">What the stream looks like to the user.</param>
/// <param name="Declared">The type as the method declares it, with its attributes, where that is another.</param>
internal sealed record ParameterModel(string Name, ParameterKind Kind, string TypeName, WireType? Wire, BlockForm Form = BlockForm.None, string? Declared = null);
