using TypedPeer.Generators.Model.Contracts;

namespace TypedPeer.Generators.Parser.Memory;

/// <summary>A model, and what it was made from.</summary>
/// <param name="Model">The model.</param>
/// <param name="IsQuiet">Whether the parser had nothing to say, not even a hint.</param>
/// <param name="Files">The versions of the files that declare a type the parser looked into, bodies included.</param>
/// <param name="Digest">That of the whole compilation, bodies aside.</param>
internal sealed record RememberedContract(ContractModel Model, bool IsQuiet, object[] Files, string Digest);
