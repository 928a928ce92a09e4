using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>The addresses of this machine, and who wants to know when they change. Any thread may call anything.</summary>
internal interface ILocalNetwork
{
    /// <summary>
    /// Gets the addresses that could be candidates, those that are likely to reach a peer first, loopback among them. An address that is
    /// not in the list is gone. Throws what the system throws.
    /// </summary>
    IReadOnlyList<IPAddress> GetAddresses();

    /// <summary>
    /// Tells an observer of every change, on a thread of the pool, until the result is disposed of or nobody holds the observer any more:
    /// it is not kept alive by this. Several changes may be told as one, and a change may be told of that is none.
    /// </summary>
    IDisposable Watch(ILocalNetworkObserver observer);

    /// <summary>Opens a port on one of them; null when that is refused.</summary>
    ILocalPort? TryOpen(IPAddress address, PeerConnectionOptions options, out SocketException? error) =>
        UdpPort.TryOpen(address, options.LocalPort, options.SocketBufferSize, options.UseOffload, out error) is { } port ? new UdpPath(port) : null;
}
