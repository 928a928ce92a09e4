namespace TypedPeer.Generators.Model;

/// <summary>The form of a user's type on the wire.</summary>
internal enum DataTypeKind
{
    /// <summary>A member count, then the members.</summary>
    Object,

    /// <summary>Sequential memory with padding, taken over as a whole since every bit pattern is valid.</summary>
    Block,

    /// <summary>Sequential memory with padding, written and checked field by field.</summary>
    Fields,
}
