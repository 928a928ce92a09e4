namespace TypedPeer;

/// <summary>Gives the arguments, the result and the streams of a method another share of the channel than others have.</summary>
/// <param name="priority">The share.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class PriorityAttribute(PeerPriority priority) : Attribute
{
    /// <summary>Gets the share.</summary>
    public PeerPriority Priority => priority;
}
