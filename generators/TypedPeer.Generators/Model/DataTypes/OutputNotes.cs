using TypedPeer.Generators.Model.Values;

namespace TypedPeer.Generators.Model.DataTypes;

/// <summary>What an output says of itself, because of what it uses.</summary>
/// <param name="Silenced">The warnings that are off in it.</param>
/// <param name="Aliases">The names that its project gave to references whose types it uses.</param>
/// <param name="IsObsolete">Whether it uses what is obsolete as an error, which only what is obsolete itself may.</param>
internal sealed record OutputNotes(EquatableArray<string> Silenced, EquatableArray<string> Aliases, bool IsObsolete);
