namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>A using for all files that is no alias.</summary>
/// <param name="Text">How it is written.</param>
/// <param name="Namespace">The namespace it imports; null where it imports the members of a type, or is spelt in an uncommon way.</param>
/// <param name="Uses">The identifiers in it.</param>
internal sealed record GlobalUsing(string Text, string? Namespace, string[] Uses);
