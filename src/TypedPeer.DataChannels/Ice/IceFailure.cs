namespace TypedPeer.DataChannels.Ice;

/// <summary>Why a session has no pair.</summary>
internal enum IceFailure
{
    /// <summary>It has one, or may still get one.</summary>
    None,

    /// <summary>There is no local path, and none will come: known at once.</summary>
    NoPath,

    /// <summary>The other side said that it has no address, and sent no check.</summary>
    NoCandidate,

    /// <summary>No remote address was ever there that a local one can reach.</summary>
    NoPair,

    /// <summary>There were pairs, and not one was answered.</summary>
    NoAnswer,

    /// <summary>The pair in use fell silent for good, and there was no other.</summary>
    ConsentExpired,
}
