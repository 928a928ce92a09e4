namespace TypedPeer;

/// <summary>
/// Lets the handler of a method start at once, without keeping its place among the other calls of its contract.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface, Inherited = false)]
public sealed class ConcurrentAttribute : Attribute;
