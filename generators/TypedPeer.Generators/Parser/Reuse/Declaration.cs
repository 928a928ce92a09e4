namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>Something in a file that other files can name: a part of a type, an enum, a delegate, constants, or an alias for all files.</summary>
/// <param name="Names">The simple names it declares.</param>
/// <param name="Text">A digest of all that is said here of its meaning, of where it stands, and of the usings around it.</param>
/// <param name="Uses">The identifiers its meaning hangs on, with those of the types and usings around it.</param>
/// <param name="IsPlatform">Whether it stands in a namespace of the platform, where the compiler looks for types that no code names.</param>
internal sealed record Declaration(string[] Names, string Text, string[] Uses, bool IsPlatform);
