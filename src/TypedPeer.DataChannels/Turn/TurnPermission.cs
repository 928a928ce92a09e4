namespace TypedPeer.DataChannels.Turn;

/// <summary>Whether a peer may send to an allocation.</summary>
internal enum TurnPermission
{
    /// <summary>Nobody has asked.</summary>
    None,

    /// <summary>The relay is being asked.</summary>
    Asked,

    /// <summary>It may.</summary>
    Granted,

    /// <summary>The relay does not want it: nothing is sent.</summary>
    Refused,
}
