using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.VirtualNetwork;

/// <summary>A port of a virtual world.</summary>
internal sealed class VirtualPort(VirtualWorld world, IPEndPoint local) : IDatagramPath
{
    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint { get; } = local;

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Udp;

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int length = Math.Min(run.SegmentSize, data.Length);
            world.Send(LocalEndPoint, run.Remote, data[..length]);
            data = data[length..];
        }
    }
}
