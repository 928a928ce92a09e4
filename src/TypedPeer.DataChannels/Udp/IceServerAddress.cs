using System.Net;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Where a server is.</summary>
/// <param name="Uri">Its address as it was given.</param>
/// <param name="EndPoint">What that stands for.</param>
internal sealed record IceServerAddress(IceServerUri Uri, IPEndPoint EndPoint);
