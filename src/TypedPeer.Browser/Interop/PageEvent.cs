namespace TypedPeer.Browser.Interop;

/// <summary>What the page tells of a connection or a channel. The module has the same numbers.</summary>
internal enum PageEvent
{
    Open = 1,
    Messages = 2,
    BufferedAmountLow = 3,

    /// <summary>With 1 where the peer closed the channel, 2 where the connection ended.</summary>
    Closed = 4,

    /// <summary>A state of a connection has changed.</summary>
    State = 5,
}
