using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Contracts;
using TypedPeer.Generators.Parser.Issues;

namespace TypedPeer.Generators.Parser.Memory;

/// <summary>
/// Parses a contract, unless the outcome is already known from an earlier compilation. A compiler makes new symbols after every
/// edit, and binding the signatures of all contracts again is most of the work; nearly always no more than a body has changed.
/// The generator and the analyzers ask the same memory. Safe to use from several threads and for several projects at once.
/// </summary>
internal static class ContractMemory
{
    /// <summary>Returns the model, or null where the contract gets no code.</summary>
    /// <param name="contract">The contract, declared in source.</param>
    /// <param name="compilation">The compilation it is part of.</param>
    /// <param name="issues">Takes what cannot travel; null where nobody asks.</param>
    /// <param name="cancellationToken">Stops the parser.</param>
    public static ContractModel? Parse(INamedTypeSymbol contract, Compilation compilation, IIssueSink? issues, CancellationToken cancellationToken)
    {
        var place = contract.DeclaringSyntaxReferences[0];
        var tree = TreeMemory.Of(place.SyntaxTree, cancellationToken);
        var current = CompilationMemory.Of(compilation, cancellationToken);
        if (tree.Contracts.TryGetValue(place.Span.Start, out var known)
            && (current.Confirms(known.Last) ? known.Last : known.Before is { } before && current.Confirms(before) ? before : null) is { } remembered
            && (remembered.IsQuiet || issues is null))
        {
            return remembered.Model;
        }

        var context = new ParseContext(compilation, new CountingSink(issues), found: null, cancellationToken);
        var model = ContractParser.Parse(contract, context);
        if (model is not null)
        {
            var files = current.Own(context.Files.Trees.Select(file => TreeMemory.Of(file, cancellationToken)));
            tree.Remember(place.Span.Start, new RememberedContract(model, context.Issues.Count == 0, files, current.Digest));
        }

        return model;
    }
}
