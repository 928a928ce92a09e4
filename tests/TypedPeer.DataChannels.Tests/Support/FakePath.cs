using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>A path of any kind that leads nowhere: what would be sent is kept.</summary>
internal sealed class FakePath(IPEndPoint local, DatagramPathKind kind = DatagramPathKind.Udp) : IDatagramPath
{
    public FakePath(string local, DatagramPathKind kind = DatagramPathKind.Udp)
        : this(IPEndPoint.Parse(local), kind)
    {
    }

    public IPEndPoint LocalEndPoint { get; } = local;

    public DatagramPathKind Kind { get; } = kind;

    public IPEndPoint? RelatedEndPoint { get; init; }

    public string? TcpType { get; init; }

    public int Preference { get; init; } = 7;

    /// <summary>The only address it can send to; null for any.</summary>
    public IPEndPoint? OtherEnd { get; init; }

    public List<(byte[] Bytes, IPEndPoint To)> Sent { get; } = [];

    public bool CanReach(IPEndPoint remote) => OtherEnd is null || OtherEnd.Equals(remote);

    public void Send(in SendRun run, ReadOnlySpan<byte> data) => Sent.Add((data.ToArray(), run.Remote));
}
