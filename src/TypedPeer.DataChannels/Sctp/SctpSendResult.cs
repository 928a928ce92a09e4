namespace TypedPeer.DataChannels.Sctp;

/// <summary>
/// What became of a message given to <c>SctpAssociation.Send</c>. All but the first come about by what the peer does, whenever it
/// does it; so they are results and no exceptions.
/// </summary>
internal enum SctpSendResult
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>The association is over, or either side has begun to shut it down (RFC 9260 section 9.2): new data is not taken.</summary>
    AssociationEnding,

    /// <summary>The stream's reset was asked for, by us or by the peer (RFC 6525 section 5.2.3), and is not answered yet.</summary>
    StreamResetting,

    /// <summary>The peer does not take so many streams (RFC 9260 section 5.1.1).</summary>
    NoSuchStream,
}
