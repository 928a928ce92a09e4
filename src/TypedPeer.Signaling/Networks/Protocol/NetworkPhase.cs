namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>How far the way to the server is.</summary>
internal enum NetworkPhase
{
    /// <summary>Nothing has begun.</summary>
    Idle,

    /// <summary>A connection is being made.</summary>
    Dialling,

    /// <summary>There is a connection, and the server has not said OPEN.</summary>
    Greeting,

    /// <summary>The server has said OPEN, and the room has not been entered.</summary>
    Entering,

    /// <summary>All is well.</summary>
    Joined,

    /// <summary>The next attempt is waited for.</summary>
    Waiting,

    /// <summary>It is over.</summary>
    Closed,
}
