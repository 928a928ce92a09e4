namespace TypedPeer.Generators.Model.DataTypes;

/// <summary>How a reader sets a member.</summary>
internal enum MemberSetting
{
    /// <summary>The constructor takes it.</summary>
    Constructor,

    /// <summary>The object initializer sets it.</summary>
    Initializer,

    /// <summary>It is assigned after construction, and so keeps its initial value where the peer sent none.</summary>
    Assignment,

    /// <summary>It is assigned after construction unless it is null, since it says that it is not set to null.</summary>
    AssignmentUnlessNull,

    /// <summary>An unsafe accessor sets it, since generated code cannot see the setter.</summary>
    Accessor,
}
