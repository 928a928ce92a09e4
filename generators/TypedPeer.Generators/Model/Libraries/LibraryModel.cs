using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;

namespace TypedPeer.Generators.Model.Libraries;

/// <summary>All contracts of an assembly, with what they reach elsewhere, and what is written about them: what another language is emitted from.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="Contracts">Its contracts, and those of others that they inherit from or refer to, in the order of their wire names.</param>
/// <param name="DataTypes">The data types by their key, each once.</param>
/// <param name="Enums">The enums by their key, each once.</param>
/// <param name="Documentation">What is written about contracts, methods (by wire name, a dot and signature), data types, enums and members (by the type's key, a dot and the name).</param>
/// <param name="Defaults">What parameters have that are left out, by the method, a dot and the name: a constant, or null for null and for the default of a struct.</param>
internal sealed record LibraryModel(
    string Assembly,
    IReadOnlyList<ContractModel> Contracts,
    IReadOnlyDictionary<string, DataTypeModel> DataTypes,
    IReadOnlyDictionary<string, EnumModel> Enums,
    IReadOnlyDictionary<string, Documentation> Documentation,
    IReadOnlyDictionary<string, object?> Defaults)
{
    /// <summary>What is written about something.</summary>
    public Documentation About(string key) => Documentation.TryGetValue(key, out var found) ? found : Libraries.Documentation.None;
}
