namespace TypedPeer.Generators.Emitter.Code;

/// <summary>The types of the runtime that generated code calls.</summary>
internal static class RuntimeTypes
{
    /// <summary>What their full names begin with.</summary>
    public const string Prefix = "global::TypedPeer.CompilerServices.";
}
