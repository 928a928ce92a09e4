namespace TypedPeer;

/// <summary>
/// Says that calling the method again does no more than calling it once, so that a call which may have executed can be made again (<see cref="PeerCallOptions.Retry"/>, and by links in the session after one that was lost). A one-way call is over for its caller once it is in the queue, and is not made again after that.
/// The caller alone looks at it: it is no part of the fingerprint, and may come and go. A method that takes a stream cannot be idempotent, since its items are gone.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class IdempotentAttribute : Attribute;
