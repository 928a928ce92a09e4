using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Links;

/// <summary>
/// Tells a peer that wants no session from one that has only closed a connection before it was up. The first says so: by a goodbye, by the status of an HTTP exchange, by an envelope. The second has told
/// nothing of what it wants: its own attempt may have crossed this one, its link may have been suspended meanwhile, or its process ended.
/// </summary>
internal static class Refusals
{
    /// <summary>Whether the peer has said that it wants no session, so that asking again would not mend it. What it said is the exception beneath.</summary>
    public static bool IsSaid(Exception exception) => exception is PeerConnectException { Failure: PeerConnectFailure.Refused, Reason.Exception: not null };
}
