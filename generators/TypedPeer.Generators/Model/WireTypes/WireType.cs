using TypedPeer.Generators.Model.Names;

namespace TypedPeer.Generators.Model.WireTypes;

/// <summary>
/// A type as it travels: a tree, of which every kind of node is a record of its own. What emits code, text or anything else for it
/// asks which kind it is; nothing in here knows a language or a codec.
/// </summary>
/// <param name="Name">What the contract calls the type, with the nullability it gives it.</param>
internal abstract record WireType(TypeName Name)
{
    /// <summary>The fewest bytes a value takes.</summary>
    public abstract int MinimumSize { get; }

    /// <summary>The memory layout, for types without references; null for others.</summary>
    public virtual WireLayout? Layout => null;

    /// <summary>Whether it is a reference that is never null, so that nothing can stand in for it.</summary>
    public virtual bool IsRequired => false;
}
