using System.Threading.Channels;
using TypedPeer.Channels;
using Xunit;

namespace TypedPeer.Testing;

/// <summary>The part of the conformance suite that is about messages, receivers and what waits.</summary>
public abstract class ChannelMessageConformance : ChannelConformanceScene
{
    [Fact]
    public async Task Both_ends_open()
    {
        await using var pair = await OpenAsync();
        Assert.True(pair.First.Opened.IsCompletedSuccessfully);
        Assert.True(pair.Second.Opened.IsCompletedSuccessfully);
        Assert.InRange(pair.First.MaxMessageSize, 1200, int.MaxValue);
    }

    [Fact]
    public async Task Messages_arrive_whole_and_in_order_both_ways()
    {
        await using var pair = await OpenAsync();
        for (var i = 0; i < 500; i++)
        {
            pair.First.Send(Pattern(i, i * 7 % 3000));
            pair.Second.Send(Pattern(-i, i * 3 % 2000));
        }

        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(Pattern(i, i * 7 % 3000), await pair.SecondReceiver.NextAsync());
            Assert.Equal(Pattern(-i, i * 3 % 2000), await pair.FirstReceiver.NextAsync());
        }
    }

    [Fact]
    public async Task An_empty_message_arrives_as_one()
    {
        await using var pair = await OpenAsync();
        pair.First.Send([]);
        pair.First.Send([1]);
        Assert.Empty(await pair.SecondReceiver.NextAsync());
        Assert.Equal([1], await pair.SecondReceiver.NextAsync());
    }

    [Fact]
    public async Task The_largest_message_arrives_whole()
    {
        await using var pair = await OpenAsync();
        var message = Pattern(1, Math.Min(pair.First.MaxMessageSize, 1024 * 1024));
        pair.First.Send(message);
        Assert.Equal(message, await pair.SecondReceiver.NextAsync());
    }

    [Fact]
    public async Task A_message_above_the_largest_is_refused_and_nothing_else_is_harmed()
    {
        await using var pair = await OpenAsync();
        if (pair.First.MaxMessageSize < 64 * 1024 * 1024)
        {
            Assert.ThrowsAny<ArgumentException>(() => pair.First.Send(new byte[pair.First.MaxMessageSize + 1]));
        }

        pair.First.Send([2]);
        Assert.Equal([2], await pair.SecondReceiver.NextAsync());
    }

    [Fact]
    public async Task A_message_is_copied_so_that_its_memory_may_be_used_again_at_once()
    {
        await using var pair = await OpenAsync();
        var memory = new byte[1000];
        for (var i = 0; i < 20; i++)
        {
            Array.Fill(memory, (byte)i);
            pair.First.Send(memory);
        }

        for (var i = 0; i < 20; i++)
        {
            var received = await pair.SecondReceiver.NextAsync();
            Assert.All(received, b => Assert.Equal((byte)i, b));
        }
    }

    [Fact]
    public async Task Messages_sent_before_the_channel_opens_are_kept()
    {
        var (first, second) = await CreatePairAsync();
        await using var pair = new Pair(first, second);
        first.Send([42]);
        Assert.Equal([42], await pair.SecondReceiver.NextAsync());
    }

    [Fact]
    public async Task Messages_that_come_before_a_receiver_is_attached_are_kept()
    {
        var (first, second) = await CreatePairAsync();
        await using (first)
        await using (second)
        {
            await first.Opened.WaitAsync(Bound, Token);
            await second.Opened.WaitAsync(Bound, Token);
            first.Attach(new Receiver());
            for (var i = 0; i < 50; i++)
            {
                first.Send([(byte)i]);
            }

            // Everything has left this side before the other begins to listen.
            await WaitUntilAsync(() => first.BufferedAmount == 0 || BuffersUntilDelivered);
            var late = new Receiver();
            second.Attach(late);
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal([(byte)i], await late.NextAsync());
            }
        }
    }

    [Fact]
    public async Task A_second_receiver_is_refused()
    {
        await using var pair = await OpenAsync();
        Assert.ThrowsAny<InvalidOperationException>(() => pair.First.Attach(new Receiver()));
    }

    [Fact]
    public async Task The_buffered_amount_rises_with_sending_falls_with_delivery_and_signals_low()
    {
        await using var pair = await OpenAsync();
        pair.First.BufferedAmountLowThreshold = 10_000;
        var seen = 0L;
        for (var i = 0; i < 400; i++)
        {
            pair.First.Send(new byte[4000]);
            seen = Math.Max(seen, pair.First.BufferedAmount);
        }

        Assert.InRange(seen, 4000, 400 * 4000);
        for (var i = 0; i < 400; i++)
        {
            await pair.SecondReceiver.NextAsync();
        }

        if (seen > 10_000)
        {
            await pair.FirstReceiver.Low.WaitAsync(Bound, Token);
        }

        await WaitUntilAsync(() => pair.First.BufferedAmount == 0);
    }

    [Fact]
    public async Task Sending_tells_the_buffered_amount()
    {
        await using var pair = await OpenAsync();
        long sent = 0;
        for (var i = 0; i < 50; i++)
        {
            sent += 1000;
            var amount = pair.First.Send(new byte[1000]);
            Assert.InRange(amount, 0, sent);

            // It only falls until something is sent again.
            Assert.InRange(pair.First.BufferedAmount, 0, amount);
        }
    }

    [Fact]
    public async Task A_receiver_may_send_and_close_from_inside_a_message()
    {
        await using var pair = await OpenAsync();
        pair.SecondReceiver.OnEach = message => pair.Second.Send(message);
        pair.First.Send([9]);
        Assert.Equal([9], await pair.FirstReceiver.NextAsync());
        pair.SecondReceiver.OnEach = message => GC.KeepAlive(pair.Second.CloseAsync().AsTask());
        pair.First.Send([10]);
        await pair.First.Closed.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task Messages_of_many_threads_arrive_whole_each_threads_in_order()
    {
        await using var pair = await OpenAsync();
        var senders = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                pair.First.Send([(byte)thread, (byte)i]);
            }
        }));
        await Task.WhenAll(senders);
        var next = new byte[4];
        for (var i = 0; i < 800; i++)
        {
            var message = await pair.SecondReceiver.NextAsync();
            Assert.Equal(next[message[0]]++, message[1]);
        }
    }

    [Fact]
    public async Task Work_a_receiver_schedules_runs_after_its_message_and_may_block_while_others_come()
    {
        RequireThreads();
        await using var pair = await OpenAsync();
        using var release = new ManualResetEventSlim();
        var ran = Channel.CreateUnbounded<byte>();
        pair.SecondReceiver.OnEach = message => Schedule(pair.Second, new Work(() =>
        {
            var isFree = message[0] > 0 || release.Wait(Bound);
            ran.Writer.TryWrite(isFree && !pair.SecondReceiver.IsOnThisThread ? message[0] : byte.MaxValue);
        }));
        for (byte i = 0; i < 50; i++)
        {
            pair.First.Send([i]);
            Assert.Equal([i], await pair.SecondReceiver.NextAsync());
        }

        release.Set();
        var all = new HashSet<byte>();
        while (all.Count < 50)
        {
            Assert.True(all.Add(await ran.Reader.ReadAsync(Token).AsTask().WaitAsync(Bound, Token)));
        }

        Assert.Equal(49, all.Max());
    }

    [Fact]
    public async Task Work_runs_once_on_no_thread_of_the_callers_wherever_it_is_scheduled()
    {
        RequireThreads();
        await using var pair = await OpenAsync();
        var ran = Channel.CreateUnbounded<(string Where, bool IsElsewhere)>();
        Thread? thread = null;
        void ScheduleFrom(string where) => Schedule(
            pair.Second,
            new Work(() => ran.Writer.TryWrite((where, Thread.CurrentThread != thread && !pair.SecondReceiver.IsOnThisThread && SynchronizationContext.Current is null))));
        thread = new Thread(() => ScheduleFrom("a thread"));
        pair.SecondReceiver.OnEach = _ => ScheduleFrom("a message");
        pair.SecondReceiver.OnEnd = () => ScheduleFrom("the close");

        thread.Start();
        pair.First.Send([1]);
        await pair.SecondReceiver.NextAsync();
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        var all = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            var (where, isElsewhere) = await ran.Reader.ReadAsync(Token).AsTask().WaitAsync(Bound, Token);
            Assert.True(isElsewhere, $"The work scheduled from {where} ran on a thread that is its caller's.");
            Assert.True(all.Add(where), $"The work scheduled from {where} ran twice.");
        }
    }

    [Fact]
    public async Task A_message_that_is_refused_leaves_the_buffered_amount_as_it_was()
    {
        await using var pair = await OpenAsync();
        if (pair.First.MaxMessageSize < 64 * 1024 * 1024)
        {
            Assert.ThrowsAny<ArgumentException>(() => pair.First.Send(new byte[pair.First.MaxMessageSize + 1]));
        }

        Assert.Equal(0, pair.First.BufferedAmount);
        pair.First.Send([]);
        pair.First.Send([1, 2]);
        Assert.InRange(pair.First.BufferedAmount, 0, 2);
        Assert.Empty(await pair.SecondReceiver.NextAsync());
        Assert.Equal([1, 2], await pair.SecondReceiver.NextAsync());
    }

    [Fact]
    public async Task No_low_amount_is_told_that_was_never_above_the_threshold()
    {
        await using var pair = await OpenAsync();
        pair.First.BufferedAmountLowThreshold = 1_000_000;
        for (var i = 0; i < 50; i++)
        {
            pair.First.Send([1]);
            pair.First.Send([]);
        }

        for (var i = 0; i < 100; i++)
        {
            await pair.SecondReceiver.NextAsync();
        }

        await WaitUntilAsync(() => pair.First.BufferedAmount == 0);
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        await pair.FirstReceiver.ClosedReason.WaitAsync(Bound, Token);
        Assert.False(pair.FirstReceiver.Low.IsCompleted || pair.SecondReceiver.Low.IsCompleted);
    }

    [Fact]
    public async Task A_receiver_that_throws_gets_what_comes_next_and_the_close()
    {
        await using var pair = await OpenAsync();
        pair.SecondReceiver.OnEach = static _ => throw new InvalidOperationException("mine");
        pair.SecondReceiver.OnEnd = static () => throw new InvalidOperationException("mine, too");
        for (byte i = 0; i < 20; i++)
        {
            pair.First.Send([i]);
            Assert.Equal([i], await pair.SecondReceiver.NextAsync());
        }

        await WaitUntilAsync(() => pair.First.BufferedAmount == 0);
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        await pair.SecondReceiver.ClosedReason.WaitAsync(Bound, Token);
        await pair.Second.Closed.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task A_receiver_that_throws_over_a_low_amount_is_told_of_the_next()
    {
        RequireThreads();
        await using var pair = await OpenAsync();
        using var told = new SemaphoreSlim(0);
        pair.FirstReceiver.OnLow = () =>
        {
            told.Release();
            throw new InvalidOperationException("mine");
        };
        for (var round = 0; round < 3; round++)
        {
            using var release = new ManualResetEventSlim();
            pair.SecondReceiver.OnEach = _ => release.Wait(Bound);
            while (pair.First.BufferedAmount == 0)
            {
                pair.First.Send(new byte[1000]);
            }

            release.Set();
            Assert.True(await told.WaitAsync(Bound, Token));
            await WaitUntilAsync(() => pair.First.BufferedAmount == 0);
        }
    }

    [Fact]
    public async Task A_receiver_attached_after_the_peer_closed_gets_what_came_and_then_the_close()
    {
        var (first, second) = await CreatePairAsync();
        await using (first)
        await using (second)
        {
            await first.Opened.WaitAsync(Bound, Token);
            await second.Opened.WaitAsync(Bound, Token);
            first.Attach(new Receiver());
            for (byte i = 0; i < 50; i++)
            {
                first.Send([i]);
            }

            await first.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
            Assert.Equal(PeerChannelCloseKind.Remote, (await second.Closed.WaitAsync(Bound, Token)).Kind);
            var late = new Receiver();
            second.Attach(late);
            for (byte i = 0; i < 50; i++)
            {
                Assert.Equal([i], await late.NextAsync());
            }

            Assert.Equal(PeerChannelCloseKind.Remote, (await late.ClosedReason.WaitAsync(Bound, Token)).Kind);
        }
    }

    [Fact]
    public async Task Any_number_of_messages_sent_from_inside_messages_arrive_in_order()
    {
        await using var pair = await OpenAsync();
        pair.SecondReceiver.OnEach = message =>
        {
            pair.Second.Send([message[0], 0]);
            pair.Second.Send([message[0], 1]);
        };
        for (byte i = 0; i < 100; i++)
        {
            pair.First.Send([i]);
        }

        for (byte i = 0; i < 100; i++)
        {
            Assert.Equal([i, 0], await pair.FirstReceiver.NextAsync());
            Assert.Equal([i, 1], await pair.FirstReceiver.NextAsync());
        }
    }
}
