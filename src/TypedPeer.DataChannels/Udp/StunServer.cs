using System.Net;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Where a STUN server is.</summary>
/// <param name="Url">Its address as it was given, for what is reported of it.</param>
/// <param name="EndPoint">What that stands for.</param>
internal sealed record StunServer(string Url, IPEndPoint EndPoint);
