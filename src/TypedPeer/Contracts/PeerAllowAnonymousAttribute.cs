namespace TypedPeer;

/// <summary>
/// Lets everyone call what a <see cref="PeerAuthorizeAttribute"/> would not: on a method, whichever contract it is called through; on a contract, the methods that it
/// declares itself, when they are called through a contract that does not ask for authorization.
/// </summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method, Inherited = false)]
public sealed class PeerAllowAnonymousAttribute : Attribute;
