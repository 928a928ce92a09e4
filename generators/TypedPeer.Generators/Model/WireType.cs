namespace TypedPeer.Generators.Model;

/// <summary>A type as it travels: how C# spells it, which codec writes it, and its shape on the wire.</summary>
/// <param name="TypeName">The C# name, fully qualified, with the nullability the contract gives it.</param>
/// <param name="Codec">The C# name of the codec, fully qualified, with its type arguments.</param>
/// <param name="Shape">The shape on the wire, free of C#; a data type appears by its key in braces.</param>
/// <param name="MinimumSize">The fewest bytes a value takes.</param>
/// <param name="Layout">The memory layout, for types without references.</param>
/// <param name="IsRequired">Whether it is a reference that is never null, so that nothing can stand in for it.</param>
internal sealed record WireType(string TypeName, string Codec, string Shape, int MinimumSize, WireLayout? Layout, bool IsRequired = false);
