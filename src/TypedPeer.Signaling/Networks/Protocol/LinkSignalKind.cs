namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>What a <see cref="LinkSignal"/> is.</summary>
internal enum LinkSignalKind
{
    /// <summary>An offer: of a link, of another connection of it, or of another path.</summary>
    Offer,

    /// <summary>The answer to one.</summary>
    Answer,

    /// <summary>There will be no answer.</summary>
    Refusal,

    /// <summary>A candidate.</summary>
    Candidate,
}
