using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Congestion;
using TypedPeer.DataChannels.Sctp.Congestion.Aimd;
using TypedPeer.DataChannels.Sctp.Congestion.Bbr;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>A link with a rate, a queue and losses, and the flows over it.</summary>
internal sealed class SharedLink(LinkConditions conditions)
{
    public const long Second = 1_000_000;

    private readonly Bottleneck _bottleneck = new();
    private readonly List<LinkFlow> _flows = [];

    public static ISctpCongestionControl Bbr(int mtu, uint random) => new SctpBbrCongestionControl(mtu, random);

    public static ISctpCongestionControl Reno(int mtu, uint random) => new SctpAimdCongestionControl(mtu);

    public static ISctpCongestionControl Cubic(int mtu, uint random) => new CubicCongestionControl(mtu);

    public static SctpOptions Options(Func<int, uint, ISctpCongestionControl> control) =>
        new() { ReceiveBudget = new SctpReceiveBudget(long.MaxValue / 4), CongestionControl = control };

    /// <summary>Gets a link as paths have it.</summary>
    /// <param name="roundTrip">Milliseconds there and back.</param>
    /// <param name="loss">The share of packets that vanish on the way there.</param>
    /// <param name="megabits">The rate.</param>
    /// <param name="queue">Milliseconds of the rate that the queue holds.</param>
    public static SharedLink Of(int roundTrip, double loss, int megabits = 100, int queue = 50) => new(new LinkConditions
    {
        Delay = roundTrip * 500L,
        Loss = loss,
        Rate = megabits * 1_000_000L,
        Queue = megabits * 125L * queue,
    });

    public long Now { get; private set; } = 10 * Second;

    public LinkConditions Conditions => conditions;

    /// <summary>Gets how many packets found the queue full.</summary>
    public long Dropped => _bottleneck.Dropped;

    /// <summary>Gets how long a packet that comes now waits.</summary>
    public long Waiting => Math.Max(0, _bottleneck.FreeAt - Now);

    /// <summary>Another flow begins.</summary>
    public LinkFlow Add(Func<int, uint, ISctpCongestionControl> control, int seed = 1)
    {
        var flow = new LinkFlow(seed, conditions, _bottleneck, control, Now - (2 * conditions.Delay) - (2 * conditions.Delay));
        flow.Pair.RunFor(Now - flow.Pair.Now);
        _flows.Add(flow);
        return flow;
    }

    public void RunFor(long time)
    {
        var end = Now + time;
        while (true)
        {
            LinkFlow? first = null;
            foreach (var flow in _flows)
            {
                first = first is null || flow.Pair.NextEvent < first.Pair.NextEvent ? flow : first;
            }

            if (first is null || first.Pair.NextEvent > end)
            {
                break;
            }

            first.Pair.RunFor(Math.Max(0, first.Pair.NextEvent - first.Pair.Now));
        }

        foreach (var flow in _flows)
        {
            flow.Pair.RunFor(end - flow.Pair.Now);
        }

        Now = end;
    }

    /// <summary>Gets which share of the link's rate this many bytes are over a time.</summary>
    public double ShareOf(long bytes, long time) => bytes * 8.0 * Second / time / conditions.Rate;
}
