namespace TypedPeer.Signaling.Server.Wire;

/// <summary>What a client says.</summary>
internal enum MessageType
{
    /// <summary>A type that the server does not know: dropped, as PeerServer does.</summary>
    Unknown,
    Heartbeat,
    Offer,
    Answer,
    Candidate,
    Leave,
    Expire,
    Join,
    LeaveRoom,
    Metadata,
    Message,
    IceServers,
}
