using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser.Issues;

/// <summary>Counts issues and passes them on where somebody asks.</summary>
internal sealed class CountingSink(IIssueSink? next) : IIssueSink
{
    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>How many leave the contract without code.</summary>
    public int Refusals { get; private set; }

    public void Report(IssueKind kind, ISymbol spot, params string[] arguments)
    {
        Count++;
        Refusals += kind is IssueKind.StreamWithoutToken or IssueKind.StateLeftAtHome ? 0 : 1;
        next?.Report(kind, spot, arguments);
    }
}
