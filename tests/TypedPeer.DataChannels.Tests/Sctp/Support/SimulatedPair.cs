using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>One side of a pair: an association, what it said, and the link it sends into.</summary>
internal sealed class SimulatedSide(SctpAssociation association, RecordingObserver observer)
{
    public SctpAssociation Association { get; } = association;

    public RecordingObserver Observer { get; } = observer;

    public LinkConditions Link { get; set; } = LinkConditions.Perfect;

    /// <summary>Decides about each packet this side sends, before the link does; false drops it. The count starts with 1.</summary>
    public Func<int, byte[], bool>? Filter { get; set; }

    public int PacketsSent { get; set; }

    /// <summary>Where packets queue for the link's rate; several sides may share one.</summary>
    public Bottleneck Bottleneck { get; set; } = new();
}

/// <summary>The place on a link where the rate limits: free again at some time.</summary>
internal sealed class Bottleneck
{
    public long FreeAt { get; set; }

    /// <summary>Gets or sets how many packets found the queue full.</summary>
    public long Dropped { get; set; }
}

/// <summary>Two associations on a virtual clock with a seeded link between them: same seed, same bytes.</summary>
internal sealed class SimulatedPair
{
    private readonly PriorityQueue<(SimulatedSide To, byte[] Packet), (long Time, long Number)> _underWay = new();
    private readonly byte[] _scratch = new byte[2048];
    private readonly Random _random;
    private long _number;

    public SimulatedPair(
        int seed = 1, SctpOptions? left = null, SctpOptions? right = null, IRandomSource? leftRandom = null, IRandomSource? rightRandom = null)
    {
        _random = new Random(seed);
        var observers = (new RecordingObserver(), new RecordingObserver());
        left ??= new SctpOptions();
        right ??= left;
        Left = new SimulatedSide(new SctpAssociation(left, observers.Item1, leftRandom ?? new SeededRandom(seed * 2)), observers.Item1);
        Right = new SimulatedSide(new SctpAssociation(right, observers.Item2, rightRandom ?? new SeededRandom((seed * 2) + 1)), observers.Item2);
    }

    public SimulatedSide Left { get; }

    public SimulatedSide Right { get; }

    /// <summary>Gets the time; it starts at an odd place, so that nothing relies on zero.</summary>
    public long Now { get; private set; } = 1_234_567;

    /// <summary>Gets or sets how late timers are in microseconds, beside being rounded up to the next millisecond; zero for none of both.</summary>
    public long TimerDelay { get; set; }

    /// <summary>Sees every packet as it is sent, dropped or not.</summary>
    public Action<SimulatedSide, byte[]>? Wiretap { get; set; }

    /// <summary>Called after every step of the simulation.</summary>
    public Action? Invariant { get; set; }

    public LinkConditions BothWays
    {
        set => Left.Link = Right.Link = value;
    }

    public SimulatedPair Connect()
    {
        Left.Association.Start(Now);
        Right.Association.Start(Now);
        RunUntil(() => Left.Association.State == SctpState.Established && Right.Association.State == SctpState.Established);
        return this;
    }

    public void Send(SimulatedSide side, ushort stream, byte[] payload, SctpSendOptions options = default) =>
        Assert.Equal(SctpSendResult.Queued, TrySend(side, stream, payload, options));

    public SctpSendResult TrySend(SimulatedSide side, ushort stream, byte[] payload, SctpSendOptions options = default) =>
        side.Association.Send(stream, 53, payload, options, Now);

    /// <summary>Hands a packet to a side as if it came from the link.</summary>
    public void Inject(SimulatedSide to, byte[] packet)
    {
        to.Association.HandlePacket(packet, Now);
        Flush();
    }

    public void RunFor(long microseconds)
    {
        var end = Now + microseconds;
        Flush();
        while (TryStep(end))
        {
        }

        Now = end;
    }

    /// <summary>Gets when the next thing happens by itself.</summary>
    public long NextEvent => Math.Min(
        NextTimer,
        _underWay.TryPeek(out _, out var at) ? at.Time : long.MaxValue);

    /// <summary>Runs until something holds; fails when it does not within the time, or nothing more can happen.</summary>
    public void RunUntil(Func<bool> condition, long withinMicroseconds = 120_000_000)
    {
        var end = Now + withinMicroseconds;
        Flush();
        while (!condition())
        {
            Assert.True(TryStep(end), $"It did not come about: left {Describe(Left)}, right {Describe(Right)}.");
        }
    }

    /// <summary>Runs until neither side has anything under way.</summary>
    public void RunUntilDrained() =>
        RunUntil(() => Left.Association.IsDrained && Right.Association.IsDrained);

    /// <summary>Lets both sides send what they have to send now.</summary>
    public void Flush()
    {
        Flush(Left, Right);
        Flush(Right, Left);
        Invariant?.Invoke();
    }

    private long NextTimer
    {
        get
        {
            var deadline = Math.Min(Left.Association.NextDeadline, Right.Association.NextDeadline);
            if (TimerDelay == 0 || deadline == long.MaxValue)
            {
                return deadline;
            }

            // As the driver arms its timer when it looks: a deadline that comes nearer meanwhile is armed anew.
            return Math.Max(Now, ((deadline + 999) / 1000 * 1000) + TimerDelay);
        }
    }

    private static string Describe(SimulatedSide side) =>
        $"{side.Association.State} ({side.Observer.Closed}), buffered {side.Association.TotalBufferedAmount}, in flight {side.Association.InFlightBytes}, window {side.Association.PeerReceiveWindow}, held {side.Association.ReceiveBufferBytes}, unread {side.Association.UnconsumedBytes}";

    private bool TryStep(long end)
    {
        var deadline = NextTimer;
        var arrival = _underWay.TryPeek(out _, out var at) ? at.Time : long.MaxValue;
        var next = Math.Min(deadline, arrival);
        if (next > end)
        {
            return false;
        }

        Now = Math.Max(Now, next);
        if (arrival <= deadline)
        {
            var (to, packet) = _underWay.Dequeue();
            to.Association.HandlePacket(packet, Now);
        }
        else
        {
            Left.Association.HandleDeadline(Now);
            Right.Association.HandleDeadline(Now);
            Flush();
            Assert.True(
                Left.Association.NextDeadline > Now && Right.Association.NextDeadline > Now, "A deadline that was handled is still due.");
            return true;
        }

        Flush();
        return true;
    }

    private void Flush(SimulatedSide from, SimulatedSide to)
    {
        int length;
        while ((length = from.Association.WritePacket(_scratch, Now)) > 0)
        {
            var packet = _scratch.AsSpan(0, length).ToArray();
            from.PacketsSent++;
            Wiretap?.Invoke(from, packet);
            if (from.Filter is null || from.Filter(from.PacketsSent, packet))
            {
                Transmit(from, to, packet);
            }
        }
    }

    private void Transmit(SimulatedSide from, SimulatedSide to, byte[] packet)
    {
        var link = from.Link;
        if (link.Loss > 0 && _random.NextDouble() < link.Loss)
        {
            return;
        }

        var departure = Now;
        if (link.Rate > 0)
        {
            departure = Math.Max(Now, from.Bottleneck.FreeAt);
            if ((departure - Now) * link.Rate / 8_000_000 > link.Queue)
            {
                from.Bottleneck.Dropped++;
                return;
            }

            departure += packet.Length * 8_000_000L / link.Rate;
            from.Bottleneck.FreeAt = departure;
        }

        Arrive(to, packet, departure + link.Delay + Jitter(link));
        if (link.Duplication > 0 && _random.NextDouble() < link.Duplication)
        {
            Arrive(to, packet, departure + link.Delay + Jitter(link));
        }
    }

    private long Jitter(LinkConditions link) => link.Jitter == 0 ? 0 : _random.NextInt64(link.Jitter);

    private void Arrive(SimulatedSide to, byte[] packet, long time) => _underWay.Enqueue((to, packet), (time, _number++));
}
