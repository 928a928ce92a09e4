using System.Net;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Driver.Paths;

/// <summary>A relay to be asked, and the local address it is asked from.</summary>
internal sealed record RelayTarget(IceServerAddress Server, IPAddress Local);
