using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Takes what a <see cref="UdpPort"/> receives. Called by one thread at a time per port.</summary>
internal interface IUdpPortOwner
{
    /// <summary>A datagram, or several coalesced ones of one sender. The buffer may be written to until the call returns.</summary>
    void OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data);

    /// <summary>Nothing more is waiting in the socket at the moment: time to answer.</summary>
    void OnIdle();

    /// <summary>Enough was read to be answered. The caller goes on reading, so another thread has to raise events.</summary>
    void OnBusy();

    /// <summary>The port can receive again while this runs: time for user code.</summary>
    void RaiseEvents();

    /// <summary>The socket fails again and again. It goes on being asked.</summary>
    void OnTrouble(IPEndPoint local, SocketException exception);

    /// <summary>Something failed that is no socket: a bug.</summary>
    void OnFailed(Exception exception);

    /// <summary>The port that is shared with others is closed as soon as this returns: the last occasion to tell the peer.</summary>
    void OnPortClosed();

    /// <summary>Gets the clock.</summary>
    TimeProvider TimeProvider { get; }
}
