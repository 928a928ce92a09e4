using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.Libraries;

/// <summary>What is written about a type or member for those who use it, as plain text with paragraphs in lines of their own.</summary>
/// <param name="Summary">What it is, and what is said beyond that; empty for nothing.</param>
/// <param name="Parameters">What its parameters are, or the members that a record takes as such.</param>
/// <param name="Returns">What it returns; empty for nothing.</param>
/// <param name="Obsolete">Why it should no longer be used; null where it should.</param>
internal sealed record Documentation(string Summary, EquatableArray<ParameterDocumentation> Parameters, string Returns, string? Obsolete)
{
    /// <summary>Stands before the name of a parameter that a text refers to, which may be another one in another language. No comment can hold it.</summary>
    public const char ParameterMark = '\u0001';

    /// <summary>Nothing.</summary>
    public static Documentation None { get; } = new(string.Empty, EquatableArray<ParameterDocumentation>.Empty, string.Empty, Obsolete: null);
}

/// <summary>What is written about one parameter.</summary>
internal sealed record ParameterDocumentation(string Name, string Text);
