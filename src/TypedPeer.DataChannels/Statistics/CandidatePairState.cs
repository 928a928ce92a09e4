namespace TypedPeer.DataChannels;

/// <summary>What is known of a candidate pair (W3C <c>RTCStatsIceCandidatePairState</c>; RFC 8445, section 6.1.2.6).</summary>
public enum CandidatePairState
{
    /// <summary>Not checked yet; comes after those that wait.</summary>
    Frozen,

    /// <summary>Waits for its check.</summary>
    Waiting,

    /// <summary>A check is under way.</summary>
    InProgress,

    /// <summary>Its check was not answered.</summary>
    Failed,

    /// <summary>A check was answered.</summary>
    Succeeded,
}
