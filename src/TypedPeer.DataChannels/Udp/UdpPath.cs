using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp;

/// <summary>A UDP port as one connection knows it.</summary>
internal sealed class UdpPath(UdpPort port) : ILocalPort
{
    /// <summary>Gets the port.</summary>
    public UdpPort Port { get; } = port;

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => Port.LocalEndPoint;

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Udp;

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data) => Port.Send(run, data);

    /// <inheritdoc/>
    public bool SendOffload => Port.SendOffload;

    /// <inheritdoc/>
    public void Start(IUdpPortOwner owner, ReceiveLoop? loop) => Port.Start(this, owner, loop);

    /// <inheritdoc/>
    public void Dispose() => Port.Dispose();
}
