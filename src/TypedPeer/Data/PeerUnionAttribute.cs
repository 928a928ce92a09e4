namespace TypedPeer;

/// <summary>
/// Names one of the types a value of an interface or abstract class may have. A value travels as the tag and the members of its
/// own type; any other type is refused.
/// </summary>
/// <param name="tag">What stands for the type on the wire; it belongs to the type for ever. Below 250 it takes one byte.</param>
/// <param name="type">A concrete class or record that implements or derives from the annotated type.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PeerUnionAttribute(ushort tag, Type type) : Attribute
{
    /// <summary>Gets what stands for the type on the wire.</summary>
    public ushort Tag { get; } = tag;

    /// <summary>Gets the type.</summary>
    public Type Type { get; } = type;
}
