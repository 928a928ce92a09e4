using System.Net;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>Networks whose connections stay on this machine's loopback address, each serving a greeter.</summary>
internal static class Meeting
{
    public static PeerNetworkOptions Options(string id, string? room = null, Greeter? greeter = null) => new()
    {
        Id = id,
        Room = room,
        Configure = (peer, _) => peer.Serve<IGreeter>(greeter ?? new Greeter()),
        Link = new PeerLinkOptions { Connection = new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) } },
    };
}
