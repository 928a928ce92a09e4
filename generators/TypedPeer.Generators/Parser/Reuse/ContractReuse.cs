using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Contracts;
using TypedPeer.Generators.Parser.Issues;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>
/// Parses a contract, unless the outcome is already known from an earlier compilation. A compiler makes new symbols after every
/// edit, and binding the signatures of all contracts again is most of the work; nearly always nothing they depend on has changed.
/// Safe to use from several threads and for several projects at once.
/// </summary>
internal static class ContractReuse
{
    /// <summary>Returns the model, or null where the contract gets no code.</summary>
    /// <param name="contract">The contract, declared in source.</param>
    /// <param name="compilation">The compilation it is part of.</param>
    /// <param name="issues">Takes what cannot travel; null where nobody asks.</param>
    /// <param name="cancellationToken">Stops the parser.</param>
    public static ContractModel? Parse(INamedTypeSymbol contract, Compilation compilation, IIssueSink? issues, CancellationToken cancellationToken)
    {
        var place = contract.DeclaringSyntaxReferences[0];
        var known = TreeMemory.Of(place.SyntaxTree, cancellationToken).Contracts;
        var current = CompilationMemory.Of(compilation, cancellationToken);
        if (known.TryGetValue(place.Span.Start, out var remembered)
            && (remembered.IsQuiet || issues is null)
            && current.Confirms(remembered, compilation, cancellationToken))
        {
            // The next comparison then starts from here, and finds the next edit only.
            known[place.Span.Start] = remembered with { Surroundings = current.Surroundings };
            return remembered.Model;
        }

        var context = new ParseContext(compilation, new CountingSink(issues), found: null, cancellationToken);
        var model = ContractParser.Parse(contract, context);
        if (model is not null)
        {
            // The files of other projects are not watched: an edit there makes another reference.
            var files = current.InOrder(context.Files.Trees.Select(tree => TreeMemory.Of(tree, cancellationToken)));
            known[place.Span.Start] = new RememberedContract(model, context.Issues.Count == 0, files, current.Surroundings);
        }

        return model;
    }
}
