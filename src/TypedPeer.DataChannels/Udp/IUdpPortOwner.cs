using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Takes what a <see cref="UdpPort"/> receives. Called by one thread at a time per port.</summary>
internal interface IUdpPortOwner
{
    /// <summary>A datagram, or several coalesced ones of one sender. The buffer may be written to until the call returns.</summary>
    void OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data);

    /// <summary>All that was at hand was handed over: time to answer.</summary>
    /// <param name="raises">Takes whoever has events to raise; they are raised soon after, when the port can be read again meanwhile.</param>
    void OnIdle(RaiseQueue raises);

    /// <summary>The socket fails again and again. It goes on being asked.</summary>
    void OnTrouble(IPEndPoint local, SocketException exception);

    /// <summary>Something failed that is no socket: a bug.</summary>
    void OnFailed(Exception exception);

    /// <summary>The port that is shared with others is closed as soon as this returns: the last occasion to tell the peer.</summary>
    void OnPortClosed();

    /// <summary>Gets the clock.</summary>
    TimeProvider TimeProvider { get; }
}
