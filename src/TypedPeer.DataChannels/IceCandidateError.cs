using System.Net;

namespace TypedPeer.DataChannels;

/// <summary>
/// A local address or a server of <see cref="PeerConnectionOptions.IceServers"/> that gives no candidate, or candidates of the peer's that
/// are left out (W3C <c>RTCPeerConnectionIceErrorEvent</c>). The search for a path goes on without it.
/// </summary>
/// <param name="Url">The server's address as it was given; empty when it is not about a server.</param>
/// <param name="Error">What went wrong, for a log.</param>
public sealed record IceCandidateError(string Url, string Error)
{
    /// <summary>
    /// Gets the code in the answer of a STUN or TURN server (RFC 8489, section 14.8; RFC 8656, section 19), 300 to 699; 701, as W3C has it, when no answer came from
    /// any local address, or a connection to it failed; 0 when no server was asked.
    /// </summary>
    public int ErrorCode { get; init; }

    /// <summary>Gets the local address whose socket it is about; null when it is about no socket.</summary>
    public IPEndPoint? LocalEndPoint { get; init; }
}
