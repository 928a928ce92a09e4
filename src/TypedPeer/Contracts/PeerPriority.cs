namespace TypedPeer;

/// <summary>How large a share of the channel a call's data gets while others send too. Nobody starves: it is a share, no rank.</summary>
public enum PeerPriority : byte
{
    /// <summary>One share.</summary>
    Normal = 0,

    /// <summary>Four shares.</summary>
    High = 1,

    /// <summary>A quarter of a share.</summary>
    Low = 2,
}
