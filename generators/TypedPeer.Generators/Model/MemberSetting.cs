namespace TypedPeer.Generators.Model;

/// <summary>How a reader sets a member.</summary>
internal enum MemberSetting
{
    /// <summary>The constructor takes it.</summary>
    Constructor,

    /// <summary>The object initializer sets it.</summary>
    Initializer,
}
