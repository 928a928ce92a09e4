namespace TypedPeer;

/// <summary>
/// Marks a one-way method whose calls make each other stale, such as a state, a position or a progress: of each instance at most one call
/// is under way until its handler has finished there, at most one waits here, and a newer one takes its place. So a peer that was away, or is slower than its caller,
/// gets the one that was under way and then the newest. A call completes at once; it keeps no order with calls of other methods. With a peer from before there was this,
/// only what waits here is replaced.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class LatestWinsAttribute : Attribute;
