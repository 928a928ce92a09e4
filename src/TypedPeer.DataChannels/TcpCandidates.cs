namespace TypedPeer.DataChannels;

/// <summary>Which sides of TCP connections a peer connection takes (RFC 6544, section 3).</summary>
[Flags]
public enum TcpCandidates
{
    /// <summary>No TCP connection is made or accepted.</summary>
    None = 0,

    /// <summary>This side connects to a peer that can be connected to, as browsers do.</summary>
    Active = 1,

    /// <summary>This side listens on a TCP port of each local address, and the peer connects.</summary>
    Passive = 2,

    /// <summary>Both.</summary>
    All = Active | Passive,
}
