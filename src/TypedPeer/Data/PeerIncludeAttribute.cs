namespace TypedPeer;

/// <summary>
/// Lets a property or field that is not public travel. Works within the assembly that declares the type: others cannot see the
/// member.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PeerIncludeAttribute : Attribute;
