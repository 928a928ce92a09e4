using System.Buffers;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Tests.Calls;

/// <summary>What leaves next, frame by frame, without sessions.</summary>
public class SchedulerTests
{
    private readonly SendScheduler _scheduler = new() { IsOpen = true, CallCredit = long.MaxValue / 2, Chunk = SendScheduler.MaxChunk };
    private readonly byte[] _message = new byte[64 * 1024];

    [Fact]
    public void Control_frames_go_ahead_of_everything_that_waits()
    {
        _scheduler.Activate(Flow(1, 100_000));
        Frames.Result(_scheduler.Answers, 1, new byte[100]);
        Frames.Cancel(_scheduler.Control, 7, PeerStatus.Cancelled);
        Assert.Equal(FrameType.Cancel, Next()[0].Type);
    }

    [Fact]
    public void A_small_call_waits_for_at_most_one_message_of_a_large_transfer()
    {
        _scheduler.Activate(Flow(1, 10_000_000));
        Next();
        Frames.Call(_scheduler.Calls, 9, CallFlags.None, 5, [], [], [1]);
        Assert.Equal((FrameType.Call, 9), (Next()[0].Type, 9));
    }

    [Fact]
    public void A_flood_of_small_calls_does_not_starve_a_large_transfer()
    {
        _scheduler.Activate(Flow(1, 1_000_000));
        var sent = 0;
        for (var i = 0; i < 20; i++)
        {
            while (_scheduler.Calls.Length < 200_000)
            {
                Frames.Call(_scheduler.Calls, 9, CallFlags.None, 5, [], [], new byte[100]);
            }

            sent += Next().Where(frame => frame.Type == FrameType.Arguments).Sum(frame => frame.Length);
        }

        Assert.InRange(sent, 20 * 16 * 1024, 1_000_000);
    }

    [Fact]
    public void Flows_of_one_priority_take_turns_of_at_most_a_chunk()
    {
        _scheduler.Activate(Flow(1, 500_000));
        _scheduler.Activate(Flow(2, 500_000));
        _scheduler.Activate(Flow(3, 500_000));
        var sent = new Dictionary<ulong, int> { [1] = 0, [2] = 0, [3] = 0 };
        for (var i = 0; i < 10; i++)
        {
            foreach (var frame in Next())
            {
                Assert.InRange(frame.Length, 1, SendScheduler.MaxChunk + SendScheduler.ChunkOverhead);
                sent[frame.Call] += frame.Length;
                Assert.InRange(sent.Values.Max() - sent.Values.Min(), 0, 2 * SendScheduler.MaxChunk);
            }
        }
    }

    [Fact]
    public void Priorities_are_shares_and_nobody_starves()
    {
        _scheduler.Activate(Flow(1, 20_000_000, PeerPriority.High));
        _scheduler.Activate(Flow(2, 20_000_000, PeerPriority.Normal));
        _scheduler.Activate(Flow(3, 20_000_000, PeerPriority.Low));
        var bytes = Enumerable.Range(0, 200).SelectMany(_ => Next()).GroupBy(frame => frame.Call).ToDictionary(group => group.Key, group => group.Sum(frame => frame.Length));
        Assert.InRange((double)bytes[1] / bytes[2], 3.5, 4.5);
        Assert.InRange((double)bytes[2] / bytes[3], 3.5, 4.5);
    }

    [Fact]
    public void Small_frames_that_wait_together_leave_in_one_message()
    {
        for (var i = 1UL; i <= 100; i++)
        {
            Frames.Call(_scheduler.Calls, i, CallFlags.None, 5, [], [], [1, 2, 3]);
        }

        Assert.Equal(100, Next().Count);
        Assert.False(_scheduler.HasOutput);
    }

    [Fact]
    public void Calls_wait_for_the_credit_of_the_peer_and_cost_what_they_weigh()
    {
        for (var i = 1UL; i <= 10; i++)
        {
            Frames.Call(_scheduler.Calls, i, CallFlags.None, 5, [], [], new byte[88]);
        }

        Frames.Cancel(_scheduler.Calls, 10, PeerStatus.Cancelled);
        _scheduler.CallCredit = 350;
        Assert.Equal(3, Next().Count);
        Assert.Equal(50, _scheduler.CallCredit);
        Assert.False(_scheduler.HasOutput);
        _scheduler.CallCredit += 1000;
        Assert.Equal(8, Next().Count);
        Assert.Equal(350, _scheduler.CallCredit);
    }

    [Fact]
    public void Data_of_a_call_never_overtakes_its_header()
    {
        Frames.Call(_scheduler.Calls, 1, CallFlags.None, 5, [], [], new byte[100]);
        var flow = Flow(1, 1000);
        flow.NotBefore = _scheduler.Calls.Added;
        _scheduler.Activate(flow);
        _scheduler.CallCredit = 0;
        Assert.Empty(Next());
        _scheduler.CallCredit = 1000;
        Assert.Equal([FrameType.Call], Next().Select(frame => frame.Type));
        Assert.Equal([FrameType.Arguments], Next().Select(frame => frame.Type));
    }

    [Fact]
    public void A_few_small_frames_leave_in_a_message_of_their_own_ahead_of_a_flow_which_has_the_next()
    {
        _scheduler.Activate(Flow(1, 10_000_000));
        for (var i = 2UL; i < 10; i++)
        {
            Frames.Result(_scheduler.Answers, i, new byte[100]);
            Frames.Call(_scheduler.Calls, i, CallFlags.None, 5, [], [], new byte[100]);
            Assert.Equal([FrameType.Result, FrameType.Call], Next().Select(frame => frame.Type));
            Frames.Result(_scheduler.Answers, i, new byte[100]);
            Assert.Equal(FrameType.Result, Next().First(frame => frame.Type != FrameType.Arguments).Type);
            Assert.Contains(FrameType.Arguments, Next().Select(frame => frame.Type));
        }
    }

    [Fact]
    public void A_flow_alone_is_cut_into_whole_chunks_only()
    {
        _scheduler.Activate(Flow(1, 10_000_000));
        for (var i = 0; i < 20; i++)
        {
            Assert.All(Next().SkipLast(1), frame => Assert.InRange(frame.Length, SendScheduler.MaxChunk, SendScheduler.MaxChunk + SendScheduler.ChunkOverhead));
        }
    }

    [Fact]
    public void Before_the_peers_hello_only_control_leaves()
    {
        _scheduler.IsOpen = false;
        Frames.Result(_scheduler.Answers, 1, [1]);
        Frames.Ping(_scheduler.Control, FrameType.Ping, 1);
        Assert.Equal([FrameType.Ping], Next().Select(frame => frame.Type));
        Assert.Empty(Next());
    }

    private static BufferFlow Flow(ulong call, int length, PeerPriority priority = PeerPriority.Normal) =>
        new(FrameType.Arguments, call, ArrayPool<byte>.Shared.Rent(length), 0, length, new()) { Priority = priority };

    private List<(FrameType Type, ulong Call, int Length)> Next()
    {
        var written = _scheduler.Write(_message);
        var frames = new List<(FrameType, ulong, int)>();
        var position = 0;
        while (position < written)
        {
            var type = (FrameType)_message[position++];
            Assert.True(Varint.TryRead(_message.AsSpan(0, written), ref position, out var length));
            var at = position;
            Varint.TryRead(_message.AsSpan(0, written), ref at, out var call);
            frames.Add((type, call, (int)length));
            position += (int)length;
        }

        Assert.Equal(written, position);
        return frames;
    }
}
