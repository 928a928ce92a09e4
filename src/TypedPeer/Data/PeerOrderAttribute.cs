namespace TypedPeer;

/// <summary>
/// Gives a member its place on the wire. Either every member of a type has one, or none has: then the order is that of the
/// declaration, base class first.
/// </summary>
/// <param name="order">The place, from 0. In a <see cref="PeerTolerantAttribute"/> type it belongs to the member for ever.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PeerOrderAttribute(int order) : Attribute
{
    /// <summary>Gets the place, from 0.</summary>
    public int Order { get; } = order;
}
