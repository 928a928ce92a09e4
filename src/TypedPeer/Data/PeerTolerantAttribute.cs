namespace TypedPeer;

/// <summary>
/// Lets a class, record or struct change: a reader skips members it does not know and does without those the writer did not
/// know. Costs a byte or more for each member. Members are only ever added behind the last, and a place is never used again.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class PeerTolerantAttribute : Attribute;
