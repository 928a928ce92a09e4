namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>What <see cref="OfferRules"/> looks at of a link.</summary>
internal interface ILinkView
{
    /// <summary>Gets its id.</summary>
    UInt128 LinkId { get; }

    /// <summary>Gets whether it has never been up.</summary>
    bool IsNew { get; }

    /// <summary>Gets whether this side has offered a connection that the peer has not answered.</summary>
    bool IsOffering { get; }

    /// <summary>Gets whether a connection is or was one of the link's.</summary>
    bool Knows(string connectionId);

    /// <summary>Gets whether a connection is the link's newest.</summary>
    bool IsCurrent(string connectionId);
}
