namespace TypedPeer.Browser.Interop;

/// <summary>What the page tells of a connection or a channel. The module has the same numbers.</summary>
internal enum PageEvent
{
    /// <summary>A channel is open.</summary>
    Open = 1,

    /// <summary>A channel has messages to be read.</summary>
    Messages = 2,

    /// <summary>The buffered amount of a channel is low.</summary>
    BufferedAmountLow = 3,

    /// <summary>A channel is closed; with a text where the connection has ended.</summary>
    Closed = 4,

    /// <summary>A state of a connection, or of what is beneath it, has changed.</summary>
    Changed = 5,

    /// <summary>A local candidate, as JSON.</summary>
    Candidate = 6,

    /// <summary>A local address or a server gives no candidate: three lines, with a code, the server's address and what is wrong.</summary>
    CandidateError = 7,

    /// <summary>An offer should be made.</summary>
    NegotiationNeeded = 8,

    /// <summary>The peer has opened a channel: its number and options, as JSON.</summary>
    Channel = 9,

    /// <summary>A channel fails: W3C's detail, and a cause code of SCTP where there is one.</summary>
    Error = 10,
}
