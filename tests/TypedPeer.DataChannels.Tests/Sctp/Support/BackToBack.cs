using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>Two connected associations with nothing between them, for measuring what they cost by themselves.</summary>
internal sealed class BackToBack
{
    private readonly byte[] _packet = new byte[1200];
    private readonly Counter _received = new();

    public BackToBack()
    {
        var options = new SctpOptions();
        Left = new SctpAssociation(options, new Counter(), new SeededRandom(1));
        Right = new SctpAssociation(options, _received, new SeededRandom(2));
        Left.Start(Now);
        Right.Start(Now);
        Exchange();
        Assert.Equal(SctpState.Established, Left.State);
    }

    public SctpAssociation Left { get; }

    public SctpAssociation Right { get; }

    public long Now { get; private set; } = 1_000_000;

    public long ReceivedBytes => _received.Bytes;

    /// <summary>Carries packets to and fro until neither side has one.</summary>
    public void Exchange()
    {
        bool moved;
        do
        {
            Now += 10;
            moved = Carry(Left, Right) | Carry(Right, Left);
            if (!moved && Left.InFlightBytes > 0)
            {
                Now = Math.Min(Left.NextDeadline, Right.NextDeadline);
                Left.HandleDeadline(Now);
                Right.HandleDeadline(Now);
                moved = true;
            }
        }
        while (moved);
    }

    private bool Carry(SctpAssociation from, SctpAssociation to)
    {
        var moved = false;
        for (var i = 0; i < 40; i++)
        {
            var length = from.WritePacket(_packet, Now);
            if (length == 0)
            {
                break;
            }

            moved = true;
            to.HandlePacket(_packet.AsSpan(0, length), Now);
        }

        return moved;
    }

    private sealed class Counter : ISctpObserver
    {
        public long Bytes { get; private set; }

        public void OnConnected(long now)
        {
        }

        public void OnMessage(ushort stream, uint ppid, byte[] rented, int length)
        {
            Bytes += length;
            SctpMessagePool.Return(rented);
        }

        public void OnStreamReset(ushort stream, long now)
        {
        }

        public void OnStreamResetDone(ushort stream, bool accepted, long now)
        {
        }

        public void OnBufferedAmountLow(ushort stream)
        {
        }

        public void OnClosed(SctpCloseReason reason)
        {
        }
    }
}
