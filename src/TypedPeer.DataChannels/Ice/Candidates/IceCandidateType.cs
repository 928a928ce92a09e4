namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>How a candidate's address was learned (RFC 8445, section 5.1.1).</summary>
internal enum IceCandidateType
{
    /// <summary>An address of an own interface.</summary>
    Host,

    /// <summary>Seen by a STUN server.</summary>
    ServerReflexive,

    /// <summary>Seen by the other peer during checks.</summary>
    PeerReflexive,

    /// <summary>Allocated on a TURN server.</summary>
    Relayed,
}
