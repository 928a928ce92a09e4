using System.Net;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;

namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>An SCTP association alone, its packets in bare datagrams.</summary>
internal sealed class SctpHost : CoreHost, ISctpObserver
{
    private readonly IPEndPoint _from;
    private readonly IPEndPoint _to;

    public SctpHost(VirtualWorld world, string from, string to)
        : base(world)
    {
        (_from, _to) = (IPEndPoint.Parse(from), IPEndPoint.Parse(to));
        Association = new SctpAssociation(new SctpOptions(), this, new VirtualRandom(world.NextSeed()));
        world.Bind(_from, (_, bytes) =>
        {
            Association.HandlePacket(bytes, World.Now);
            Flush();
        });
    }

    public SctpAssociation Association { get; }

    public int Received { get; private set; }

    protected override long NextDeadline => Association.NextDeadline;

    public void Start()
    {
        Association.Start(World.Now);
        Flush();
    }

    public void Send(byte[] payload)
    {
        _ = Association.Send(1, 53, payload, default, World.Now);
        Flush();
    }

    void ISctpObserver.OnConnected(long now)
    {
    }

    void ISctpObserver.OnMessage(ushort stream, uint ppid, byte[] rented, int length)
    {
        Received++;
        SctpMessagePool.Return(rented);
    }

    void ISctpObserver.OnStreamReset(ushort stream, long now)
    {
    }

    void ISctpObserver.OnStreamResetDone(ushort stream, bool accepted, long now)
    {
    }

    void ISctpObserver.OnBufferedAmountLow(ushort stream)
    {
    }

    void ISctpObserver.OnClosed(SctpCloseReason reason)
    {
    }

    protected override int Write(Span<byte> destination, out IPEndPoint from, out IPEndPoint to)
    {
        (from, to) = (_from, _to);
        return Association.WritePacket(destination, World.Now);
    }

    protected override void HandleDeadline() => Association.HandleDeadline(World.Now);
}
