namespace TypedPeer.Signaling.Server.Core;

/// <summary>Why the server ends a connection.</summary>
internal enum ConnectionEnd
{
    /// <summary>It does not: the connection is good.</summary>
    None,

    /// <summary>The same client came by another connection.</summary>
    TakenOver,

    /// <summary>Among several servers it is not this one's any more, by whatever was lost: the client is welcome to come again, and is told nothing that it would take for an end.</summary>
    Forgotten,

    /// <summary>The client took its leave.</summary>
    Left,

    /// <summary>Nothing was heard of the client for the alive timeout.</summary>
    Silent,

    /// <summary>It sends more than it may.</summary>
    TooMany,

    /// <summary>It sent a message that is too large.</summary>
    TooLarge,

    /// <summary>It sent what is no message.</summary>
    InvalidMessage,

    /// <summary>It does not read what it is sent.</summary>
    SlowReader,

    /// <summary>The server stops.</summary>
    Closing,
}
