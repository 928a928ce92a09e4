namespace TypedPeer;

/// <summary>Leaves a property or field of a data type at home: it is neither written nor read.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PeerIgnoreAttribute : Attribute;
