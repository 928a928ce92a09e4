namespace TypedPeer.Generators.Model.DataTypes;

/// <summary>The form of a user's type on the wire.</summary>
internal enum DataTypeKind
{
    /// <summary>A member count, then the members.</summary>
    Object,

    /// <summary>A member count, the length of each member, then the members: one that can change.</summary>
    Tolerant,

    /// <summary>A tag, then the object of the type the tag stands for.</summary>
    Union,

    /// <summary>Written and read by the MemoryPack package, since the type carries its attribute.</summary>
    MemoryPack,

    /// <summary>Sequential memory with padding, taken over as a whole since every bit pattern is valid.</summary>
    Block,

    /// <summary>Sequential memory with padding, written and checked field by field.</summary>
    Fields,
}
