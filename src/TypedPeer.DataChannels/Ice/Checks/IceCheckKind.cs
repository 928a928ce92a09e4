namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>What a Binding request is for.</summary>
internal enum IceCheckKind
{
    /// <summary>Finds out whether a pair works; retransmitted.</summary>
    Connectivity,

    /// <summary>Carries USE-CANDIDATE on a pair that works; retransmitted.</summary>
    Nomination,

    /// <summary>Tries a failed pair once more; sent once.</summary>
    Recheck,

    /// <summary>Renews consent to send, or keeps a spare pair alive; sent once (RFC 7675, section 5.1).</summary>
    Consent,
}
