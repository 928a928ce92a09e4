using TypedPeer.Sessions.Core;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// When what waits leaves: at once, on the thread that brought it about, or a little later, so that what comes up meanwhile leaves in the
/// same message. Small frames that wait together leave together; a lone one waits for nobody.
/// </summary>
internal static class SendPolicy
{
    /// <summary>Whether what waits leaves at once.</summary>
    /// <param name="occasion">Why the core was entered.</param>
    /// <param name="core">The core, as it is now.</param>
    /// <param name="hasWork">Whether work came up.</param>
    public static bool LeavesAtOnce(Occasion occasion, SessionCore core, bool hasWork) => occasion switch
    {
        // No other call waits for its answer, so none is about to join this one. A stream runs on and says nothing about that.
        Occasion.Call => core.Outgoing.Count - core.Outgoing.Streaming <= 1,
        Occasion.OneWayCall => core.Outgoing.Count == 0,

        // No other handler runs that is about to answer as well.
        Occasion.Answer => core.Incoming.Count <= core.Incoming.Streaming && core.Incoming.Burst <= 1,

        // Handlers come before bulk: what they answer does not wait for a chunk that is sent first.
        Occasion.Message => !hasWork || !core.Send.HasOnlyFlows,
        Occasion.Idle or Occasion.Items or Occasion.Now => true,
        _ => false,
    };
}
