namespace TypedPeer.DataChannels.Sctp.Congestion.Bbr;

/// <summary>What a sender is doing (draft-ietf-ccwg-bbr, "State Machine").</summary>
internal enum BbrState
{
    /// <summary>Sends ever faster, until more brings no more.</summary>
    Startup,

    /// <summary>Lets the queue run empty that the start has filled.</summary>
    Drain,

    /// <summary>Sends less than the path carries: the queue runs empty, and others find room.</summary>
    ProbeDown,

    /// <summary>Sends what the path carries.</summary>
    ProbeCruise,

    /// <summary>Fills the path for a round, before more is tried.</summary>
    ProbeRefill,

    /// <summary>Sends more than the path carried so far.</summary>
    ProbeUp,

    /// <summary>Has little under way, so that the round trip without a queue is seen.</summary>
    ProbeRoundTrip,
}
