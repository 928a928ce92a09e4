namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>A using for all files that is no alias.</summary>
/// <param name="Text">How it is written.</param>
/// <param name="Target">The full name of the namespace or type it imports; null where more than names and dots spell it.</param>
/// <param name="IsStatic">Whether it imports the members of a type.</param>
/// <param name="Uses">The identifiers in it.</param>
internal sealed record GlobalUsing(string Text, string? Target, bool IsStatic, string[] Uses);
