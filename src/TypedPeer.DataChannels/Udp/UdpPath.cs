using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Udp;

/// <summary>A UDP port as one connection knows it.</summary>
internal sealed class UdpPath(UdpPort port) : IDatagramPath
{
    /// <summary>Gets the port.</summary>
    public UdpPort Port { get; } = port;

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => Port.LocalEndPoint;

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Udp;

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data) => Port.Send(run, data);
}
