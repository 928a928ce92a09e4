using System.Net;

namespace TypedPeer.DataChannels;

/// <summary>The path a connection uses.</summary>
/// <param name="Local">The local address.</param>
/// <param name="LocalType">The kind of the local candidate: host, srflx, prflx or relay.</param>
/// <param name="Remote">The peer's address as seen from here.</param>
/// <param name="RemoteType">The kind of the remote candidate.</param>
/// <param name="RoundTripTime">The round-trip time of the last connectivity check, if there is one.</param>
public sealed record CandidatePairInfo(IPEndPoint Local, string LocalType, IPEndPoint Remote, string RemoteType, TimeSpan? RoundTripTime)
{
    /// <summary>Gets what carries the datagrams: <c>udp</c>, or <c>tcp</c> for a TCP connection between the candidates. How a relay is spoken to is not meant.</summary>
    public string Protocol { get; init; } = "udp";

    /// <inheritdoc/>
    public override string ToString() => $"{Local} ({LocalType}) <-> {Remote} ({RemoteType}){(Protocol == "udp" ? string.Empty : " over " + Protocol)}";
}
