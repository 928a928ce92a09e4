using System.Net;

namespace TypedPeer.DataChannels.Turn;

/// <summary>A relay to be asked for an address.</summary>
/// <param name="Url">Its address as it was given, for what is reported of it.</param>
/// <param name="EndPoint">Where it is.</param>
/// <param name="Credentials">Who this side is to it.</param>
internal sealed record TurnServer(string Url, IPEndPoint EndPoint, TurnCredentials Credentials)
{
    /// <summary>Gets who has sent this side on to it, over connections, each of which is a client of its own: a circle has an end.</summary>
    public IReadOnlyList<IPEndPoint> AskedBefore { get; init; } = [];

    /// <summary>Gets how many ports of this side the server has called in use already (437), each of which it was asked from.</summary>
    public int RefusedPorts { get; init; }

    /// <summary>Gets whether an address of IPv6 alone is wanted: there is one of IPv4 by another path, and the server gives no two to one port.</summary>
    public bool IsAskedForV6Only { get; init; }

    /// <summary>Gets whether the address by which the relay sees this side is kept from the peer.</summary>
    public bool HidesOwnAddress { get; init; }
}
