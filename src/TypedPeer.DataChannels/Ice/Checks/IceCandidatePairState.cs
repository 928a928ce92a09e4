namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>The state of a pair in the check list (RFC 8445, section 6.1.2.6).</summary>
internal enum IceCandidatePairState
{
    /// <summary>Waits for the fate of another pair of the same foundation.</summary>
    Frozen,

    /// <summary>Waits for its turn.</summary>
    Waiting,

    /// <summary>A check is under way.</summary>
    InProgress,

    /// <summary>A check was answered.</summary>
    Succeeded,

    /// <summary>Checks were not answered.</summary>
    Failed,
}
