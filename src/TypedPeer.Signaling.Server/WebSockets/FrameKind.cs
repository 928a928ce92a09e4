namespace TypedPeer.Signaling.Server.WebSockets;

/// <summary>What a client has sent, as frames say it (RFC 6455, section 5).</summary>
internal enum FrameKind
{
    /// <summary>Nothing whole: more has to come.</summary>
    None,

    /// <summary>A whole message, text or binary.</summary>
    Message,

    /// <summary>A question whether somebody is there.</summary>
    Ping,

    /// <summary>The answer to it.</summary>
    Pong,

    /// <summary>The client closes.</summary>
    Close,

    /// <summary>The beginning of a message that is too large; the rest of it is skipped.</summary>
    TooLarge,

    /// <summary>What breaks the rules of WebSockets; whatever follows is skipped.</summary>
    Invalid,
}
