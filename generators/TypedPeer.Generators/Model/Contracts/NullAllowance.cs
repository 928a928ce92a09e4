namespace TypedPeer.Generators.Model.Contracts;

/// <summary>What a parameter says of null beyond its type.</summary>
internal enum NullAllowance
{
    /// <summary>Nothing.</summary>
    AsDeclared,

    /// <summary>Null may be given although the type is not nullable.</summary>
    Allowed,

    /// <summary>Null may not be given although the type is nullable.</summary>
    Disallowed,
}
