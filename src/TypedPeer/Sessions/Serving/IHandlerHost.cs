using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Serving;

/// <summary>Makes what starts handlers, outside of the core.</summary>
internal interface IHandlerHost
{
    /// <summary>Makes the work that takes calls out of a target's queue, by <see cref="ServedTarget.Next"/>, until there is none, and starts their handlers.</summary>
    SessionWork CreateQueue(ServedTarget target);
}
