namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>The priority formulas of RFC 8445, sections 5.1.2 and 6.1.2.3.</summary>
internal static class IcePriority
{
    /// <summary>The recommended type preference. Below UDP of the same kind for TCP, which makes datagrams wait for one another (RFC 6544, section 4.2).</summary>
    public static int GetTypePreference(IceCandidateType type, bool isTcp) => type switch
    {
        IceCandidateType.Host => isTcp ? 90 : 126,
        IceCandidateType.PeerReflexive => isTcp ? 80 : 110,
        IceCandidateType.ServerReflexive => isTcp ? 70 : 100,
        _ => 0,
    };

    /// <summary>The priority of a candidate of component 1.</summary>
    public static uint Compute(IceCandidateType type, bool isTcp, int localPreference) =>
        ((uint)GetTypePreference(type, isTcp) << 24) | ((uint)localPreference << 8) | 255;

    /// <summary>The priority of a pair; both agents get the same number for it.</summary>
    public static ulong ComputePair(uint controlling, uint controlled)
    {
        ulong low = Math.Min(controlling, controlled);
        ulong high = Math.Max(controlling, controlled);
        return (low << 32) + (2 * high) + (controlling > controlled ? 1u : 0u);
    }
}
