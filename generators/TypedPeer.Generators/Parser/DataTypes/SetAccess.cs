namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>Who may set a member.</summary>
internal enum SetAccess
{
    /// <summary>Nobody but the constructor.</summary>
    None,

    /// <summary>An object initializer only.</summary>
    Initialize,

    /// <summary>Anybody, at any time.</summary>
    Assign,

    /// <summary>Only code that goes past accessibility.</summary>
    Accessor,
}
