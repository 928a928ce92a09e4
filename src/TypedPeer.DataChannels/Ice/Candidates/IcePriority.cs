namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>The priority formulas of RFC 8445, sections 5.1.2 and 6.1.2.3.</summary>
internal static class IcePriority
{
    /// <summary>The recommended type preference.</summary>
    public static int GetTypePreference(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => 126,
        IceCandidateType.PeerReflexive => 110,
        IceCandidateType.ServerReflexive => 100,
        _ => 0,
    };

    /// <summary>The priority of a candidate of component 1.</summary>
    public static uint Compute(IceCandidateType type, int localPreference) =>
        ((uint)GetTypePreference(type) << 24) | ((uint)localPreference << 8) | 255;

    /// <summary>The priority of a pair; both agents get the same number for it.</summary>
    public static ulong ComputePair(uint controlling, uint controlled)
    {
        ulong low = Math.Min(controlling, controlled);
        ulong high = Math.Max(controlling, controlled);
        return (low << 32) + (2 * high) + (controlling > controlled ? 1u : 0u);
    }
}
