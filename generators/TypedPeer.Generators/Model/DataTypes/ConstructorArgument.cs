namespace TypedPeer.Generators.Model.DataTypes;

/// <summary>A member that is handed to a constructor.</summary>
/// <param name="Member">The index of the member.</param>
/// <param name="Parameter">The parameter's name, where its place does not say which it is.</param>
/// <param name="MayBeRefused">Whether the parameter does not say that it takes every null the member may have.</param>
internal sealed record ConstructorArgument(int Member, string? Parameter, bool MayBeRefused);
