namespace TypedPeer.Signaling.Negotiation;

/// <summary>What to do with a description of the peer's.</summary>
internal enum NegotiationStep
{
    /// <summary>Nothing: an offer that gives way to ours, or an answer to none.</summary>
    Ignore,

    /// <summary>Set it.</summary>
    Take,

    /// <summary>Set it, which takes an offer of ours back, and answer.</summary>
    Answer,
}
