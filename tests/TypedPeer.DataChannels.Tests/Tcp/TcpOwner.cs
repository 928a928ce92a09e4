using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>Takes what comes by TCP candidates, and what is told of them, in the place of a connection.</summary>
internal sealed class TcpOwner : IUdpPortOwner
{
    private readonly Channel<(IPEndPoint From, byte[] Data)> _received = Channel.CreateUnbounded<(IPEndPoint, byte[])>();
    private readonly Channel<(IPEndPoint Remote, string Why)> _lost = Channel.CreateUnbounded<(IPEndPoint, string)>();

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>Gets what failed that is no socket.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = [];

    public ChannelReader<(IPEndPoint From, byte[] Data)> Received => _received.Reader;

    public ChannelReader<(IPEndPoint Remote, string Why)> Lost => _lost.Reader;

    /// <summary>Gets or sets what is done with a datagram before anybody hears of it.</summary>
    public Action<IDatagramPath, IPEndPoint>? OnDatagram { get; set; }

    TimeProvider IUdpPortOwner.TimeProvider => Clock;

    public void OnLost(IDatagramPath path, IPEndPoint remote, string why) => _lost.Writer.TryWrite((remote, why));

    void IUdpPortOwner.OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data)
    {
        OnDatagram?.Invoke(path, remote);
        _received.Writer.TryWrite((remote, data.ToArray()));
    }

    void IUdpPortOwner.OnIdle(RaiseQueue raises)
    {
    }

    void IUdpPortOwner.OnTrouble(IPEndPoint local, SocketException exception) => Failures.Enqueue(exception);

    void IUdpPortOwner.OnFailed(Exception exception) => Failures.Enqueue(exception);

    void IUdpPortOwner.OnPortClosed()
    {
    }
}
