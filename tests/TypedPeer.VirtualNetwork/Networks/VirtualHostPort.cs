using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.VirtualNetwork.Networks;

/// <summary>A port of a virtual machine, as a driver has sockets.</summary>
internal sealed class VirtualHostPort(VirtualWorld world, IPEndPoint local, Action<VirtualHostPort> closed) : ILocalPort
{
    private readonly VirtualPort _port = new(world, local);
    private readonly RaiseQueue _raises = new();
    private bool _isClosed;

    /// <summary>Whether its address is gone: it is still open, and nothing leaves or comes.</summary>
    public bool IsDead { get; set; }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => local;

    /// <inheritdoc/>
    public DatagramPathKind Kind => _port.Kind;

    /// <inheritdoc/>
    public bool SendOffload => false;

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        if (!IsDead && !_isClosed)
            _port.Send(run, data);
    }

    /// <inheritdoc/>
    public void Start(IUdpPortOwner owner, ReceiveLoop? loop) => world.Bind(local, (from, bytes) => world.Post(() => Receive(owner, from, bytes)));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            world.Unbind(local);
            closed(this);
        }
    }

    private void Receive(IUdpPortOwner owner, IPEndPoint from, byte[] bytes)
    {
        if (IsDead || _isClosed)
            return;

        owner.OnReceived(this, from, bytes);
        owner.OnIdle(_raises);
        while (_raises.TryTake(out var raiser))
            RaiseQueue.Raise(raiser);
    }
}
