namespace TypedPeer;

/// <summary>
/// Declares a type that errors of a contract's methods may carry as <see cref="PeerException.Detail"/>. It travels like any
/// other data of the contract.
/// </summary>
/// <param name="detail">The type.</param>
[AttributeUsage(AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class PeerErrorAttribute(Type detail) : Attribute
{
    /// <summary>Gets the type.</summary>
    public Type Detail => detail;
}
