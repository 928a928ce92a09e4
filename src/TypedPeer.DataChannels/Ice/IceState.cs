namespace TypedPeer.DataChannels.Ice;

/// <summary>The states of the W3C's RTCIceTransportState, with the same meaning.</summary>
internal enum IceState
{
    /// <summary>The remote credentials are unknown: nothing can be checked yet.</summary>
    New,

    /// <summary>Checks run; no pair works yet.</summary>
    Checking,

    /// <summary>A pair works and carries data; better ones may still be looked for.</summary>
    Connected,

    /// <summary>As <see cref="Connected"/>, with a nominated pair and no candidates to come from either side.</summary>
    Completed,

    /// <summary>The selected pair has stopped answering; it may come back by itself.</summary>
    Disconnected,

    /// <summary>No pair works and none is tried any more. Only an ICE restart helps.</summary>
    Failed,

    /// <summary>Closed by this side.</summary>
    Closed,
}
