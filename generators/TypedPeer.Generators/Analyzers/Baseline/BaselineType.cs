namespace TypedPeer.Generators.Analyzers.Baseline;

/// <summary>A data type as the baseline has it.</summary>
/// <param name="Kind">object, tolerant, union, memory or memorypack.</param>
/// <param name="Members">The members: place (a slot or tag, else the position), name and shape.</param>
internal sealed record BaselineType(string Kind, IReadOnlyList<BaselineMember> Members);

/// <summary>One member of a data type.</summary>
internal sealed record BaselineMember(int Place, string Name, string Shape);
