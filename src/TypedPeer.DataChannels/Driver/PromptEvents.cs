using TypedPeer.DataChannels.Connection;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Whether what there is to send, acknowledgements above all, may wait until the events are raised, after which there is a flush:
/// a few messages for a session, which often causes something that leaves in the same packet.
/// </summary>
internal static class PromptEvents
{
    /// <summary>So many messages are handled sooner than a packet is sent.</summary>
    private const int Few = 4;

    /// <summary>Gets whether there are a few, and all of them are of that kind.</summary>
    public static bool AreAll(PeerEventQueue events, IPeerEventSink sink)
    {
        if (events.Count is 0 or > Few)
        {
            return false;
        }

        for (var i = 0; i < events.Count; i++)
        {
            if (!sink.IsPrompt(in events[i]))
            {
                return false;
            }
        }

        return true;
    }
}
