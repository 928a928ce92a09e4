namespace TypedPeer.Sessions.Outgoing;

/// <summary>Where an outgoing call stands.</summary>
internal enum OutgoingCallState : byte
{
    Idle,

    /// <summary>Waits for room in the queue or for the peer's limit.</summary>
    Waiting,

    /// <summary>Its header is in the queue or sent; the answer has not come.</summary>
    Open,
    Ended,
}
