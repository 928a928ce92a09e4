namespace TypedPeer.Signaling.Links;

/// <summary>What the end of a session is for its link, where the link does not go on without it.</summary>
internal static class LinkEnds
{
    /// <summary>Says why the link is over.</summary>
    /// <param name="end">How its last session ended.</param>
    /// <param name="isReplaced">Whether the peer has begun anew, with another link.</param>
    /// <param name="isClosing">Whether this side closes it.</param>
    public static PeerLinkEnd Of(PeerSessionEnd end, bool isReplaced, bool isClosing) => end.Kind switch
    {
        _ when isReplaced => new(PeerLinkEndKind.Lost, "The peer has begun anew, and has a new link.", end),
        _ when isClosing => new(PeerLinkEndKind.Closed, "This side closed the link.", end),
        PeerSessionEndKind.Stopped => new(PeerLinkEndKind.Closed, end.Message, end),
        PeerSessionEndKind.StoppedByPeer => new(PeerLinkEndKind.ClosedByPeer, end.Message, end),
        PeerSessionEndKind.ConnectionLost => new(PeerLinkEndKind.Lost, end.Message, end),
        _ => new(PeerLinkEndKind.Failed, end.Message, end),
    };
}
