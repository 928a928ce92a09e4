using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Issues;

/// <summary>Takes what the parser has to say. The generator only counts; the analyzer reports.</summary>
internal interface IIssueSink
{
    /// <param name="kind">What is wrong.</param>
    /// <param name="spot">The symbol to point at: its type, where it has one and the issue is about that; else its name.</param>
    /// <param name="arguments">What the message names.</param>
    void Report(IssueKind kind, ISymbol spot, params string[] arguments);
}
