namespace TypedPeer.Signaling.Signals;

/// <summary>How descriptions are exchanged over a signaling channel.</summary>
internal enum SignalingExchange
{
    /// <summary>Either side offers whenever there is need, and candidates follow as they are found (RFC 8838).</summary>
    Trickle,

    /// <summary>As <see cref="Trickle"/>, but the first offer is the peer's: this side says nothing before.</summary>
    TrickleAnswer,

    /// <summary>This side makes one offer with all candidates, and takes one answer.</summary>
    OfferOnce,

    /// <summary>This side takes one offer, and makes one answer with all candidates.</summary>
    AnswerOnce,
}
