namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>What to do with an offer of a peer's.</summary>
internal enum OfferStep
{
    /// <summary>Nothing: it gives way to ours, or is one of the past.</summary>
    Ignore,

    /// <summary>It goes to the connection that it is about.</summary>
    Deliver,

    /// <summary>It is another connection of the link that there is, and takes the place of the one before.</summary>
    Rebuild,

    /// <summary>It is a link that this side has not got: whether it wants one is the application's to say.</summary>
    Admit,

    /// <summary>As <see cref="Admit"/>, and it takes the place of the one that this side has offered.</summary>
    GiveWay,

    /// <summary>This side has ended that link.</summary>
    Refuse,
}
