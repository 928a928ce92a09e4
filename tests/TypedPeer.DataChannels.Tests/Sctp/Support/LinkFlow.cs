using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Congestion;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>One transfer without end over a link that others may use too, and small messages beside it whose time is taken.</summary>
internal sealed class LinkFlow
{
    public const int MessageBytes = 16 * 1024;
    private const long SmallEvery = 10_000;
    private static readonly byte[] Message = new byte[MessageBytes];

    private readonly byte[] _small = new byte[64];
    private long _nextSmall = long.MaxValue;

    public LinkFlow(int seed, LinkConditions link, Bottleneck bottleneck, Func<int, uint, ISctpCongestionControl> control, long startAt)
    {
        Pair = new SimulatedPair(seed, SharedLink.Options(control));
        Pair.RunFor(startAt - Pair.Now);
        Pair.BothWays = new LinkConditions { Delay = link.Delay };
        Pair.Connect();
        Pair.Left.Link = link;
        Pair.Left.Bottleneck = bottleneck;
        Pair.Right.Observer.Sink = OnReceived;
        Pair.Invariant = Fill;
    }

    public SimulatedPair Pair { get; }

    public long Received { get; private set; }

    /// <summary>Gets how long each small message was under way.</summary>
    public List<long> SmallTimes { get; } = [];

    /// <summary>Gets what one small message in a hundred takes longer than.</summary>
    public long SmallP99 => SmallTimes.Order().ElementAt(SmallTimes.Count * 99 / 100);

    /// <summary>Begins to send a small message every ten milliseconds.</summary>
    public void SendSmall() => _nextSmall = Pair.Now;

    private void Fill()
    {
        while (Pair.Left.Association.GetBufferedAmount(0) < 4 * MessageBytes)
        {
            Pair.Send(Pair.Left, 0, Message);
        }

        if (Pair.Now >= _nextSmall)
        {
            _nextSmall += SmallEvery;
            BinaryPrimitives.WriteInt64BigEndian(_small, Pair.Now);
            Pair.Send(Pair.Left, 1, _small);
        }
    }

    private void OnReceived(ushort stream, byte[] message, int length)
    {
        if (stream == 0)
        {
            Received += length;
        }
        else
        {
            SmallTimes.Add(Pair.Now - BinaryPrimitives.ReadInt64BigEndian(message));
        }
    }
}
