using TypedPeer.Generators.Model.Contracts;

namespace TypedPeer.Generators.Parser.Reuse;

/// <summary>A model, and what it was made from.</summary>
/// <param name="Model">The model.</param>
/// <param name="IsQuiet">Whether the parser had nothing to say, not even a warning.</param>
/// <param name="Files">The versions of the files that declare a type the parser looked into, in the compilation's order.</param>
/// <param name="Surroundings">All else that can change what those files mean.</param>
internal sealed record RememberedContract(ContractModel Model, bool IsQuiet, object[] Files, Surroundings Surroundings);
