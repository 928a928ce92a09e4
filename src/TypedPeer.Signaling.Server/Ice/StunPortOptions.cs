using System.Net;

namespace TypedPeer.Signaling.Server;

/// <summary>Where the STUN port listens, and what clients are told of it.</summary>
public sealed class StunPortOptions
{
    /// <summary>
    /// Gets or sets the address and UDP port that is answered on; port 0 takes a free one. By default 3478, IANA's port for STUN, of every address, IPv4 and IPv6.
    /// On a host with several public addresses give one of them: an answer otherwise leaves by the address that the system's routes choose, and NATs drop it where that is another than was asked.
    /// </summary>
    public IPEndPoint EndPoint { get; set; } = new(IPAddress.IPv6Any, 3478);

    /// <summary>
    /// Gets or sets the host that clients are told, a name or an address. By default, null, the one that they reached the signalling server by, which is right unless a proxy that
    /// passes on no UDP stands in front of it.
    /// </summary>
    public string? Host { get; set; }

    /// <summary>
    /// Gets or sets the port that clients are told. By default, null, that of <see cref="EndPoint"/>; another where a translator stands in between.
    /// </summary>
    public int? Port { get; set; }
}
