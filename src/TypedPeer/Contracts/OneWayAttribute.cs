namespace TypedPeer;

/// <summary>
/// Marks a method that gets no answer. The call completes when it is accepted into the session's bounded send queue; one-way
/// calls of one contract are handled one after another, in the order they were made.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OneWayAttribute : Attribute;
