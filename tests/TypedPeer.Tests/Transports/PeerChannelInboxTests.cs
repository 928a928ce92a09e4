using TypedPeer.Channels;

namespace TypedPeer.Tests.Transports;

/// <summary>What waits for a receiver, in schedules made by chance: what may run next is decided by the test, on one thread.</summary>
public class PeerChannelInboxTests
{
    private static readonly PeerChannelCloseReason Reason = new(PeerChannelCloseKind.Remote, "closed");

    public static TheoryData<bool> Ways => [false, true];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Whatever_the_schedule_each_message_is_delivered_once_in_order_and_the_close_last(bool isInline)
    {
        var seed = TestSupport.TestSeed.First(20261127);
        for (var round = 0; round < 2000; round++)
        {
            var schedule = new Schedule(new Random(seed + round), isInline);
            Assert.True(schedule.Run() is null, $"Seed {seed + round}: {schedule.Failure}");
        }
    }

    [Fact]
    public async Task Messages_of_many_threads_are_delivered_once_each_threads_in_order_and_never_two_at_once()
    {
        foreach (var isInline in new[] { false, true })
        {
            var inbox = new PeerChannelInbox(long.MaxValue, deliversInline: isInline);
            var receiver = new OrderReceiver();
            var adders = Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
            {
                for (byte i = 0; i < 250; i++)
                {
                    Assert.True(inbox.TryAdd([(byte)thread, i]));
                    if (thread == 3 && i == 100)
                    {
                        inbox.Attach(receiver);
                    }
                }
            }));
            await Task.WhenAll(adders).Soon();
            inbox.Close(Reason);
            Assert.Same(Reason, await inbox.Closed.Soon());
            Assert.Equal([250, 250, 250, 250], receiver.Next.Select(static next => (int)next));
            Assert.Equal(1, receiver.Closes);
            Assert.False(receiver.HasOverlapped);
            Assert.Equal(0, inbox.Bytes);
        }
    }

    [Fact]
    public void What_has_no_room_is_refused_and_what_comes_after_a_close_is_dropped()
    {
        // A buffer of 1024 bytes, and what it takes to keep it.
        var inbox = new PeerChannelInbox(2 * (1024 + 64));
        Assert.True(inbox.TryAdd(new byte[1000]));
        Assert.True(inbox.TryAdd(new byte[1000]));
        Assert.False(inbox.TryAdd([]));
        Assert.Null(inbox.CloseReason);
        Assert.Equal(2000, inbox.Bytes);
        inbox.Close(Reason);
        inbox.Close(new(PeerChannelCloseKind.Local, "too late"));
        Assert.False(inbox.TryAdd([]));
        Assert.Same(Reason, inbox.CloseReason);
    }

    [Fact]
    public void An_empty_message_takes_room_too()
    {
        var inbox = new PeerChannelInbox(1000);
        var taken = 0;
        while (inbox.TryAdd([]))
        {
            Assert.InRange(++taken, 1, 1000 / 64);
        }

        Assert.NotEqual(0, taken);
    }

    [Fact]
    public void A_second_receiver_is_refused()
    {
        var inbox = new PeerChannelInbox(1000, deliversInline: true);
        var first = new OrderReceiver();
        inbox.Attach(first);
        Assert.Throws<InvalidOperationException>(() => inbox.Attach(new OrderReceiver()));
        inbox.TryAdd([0, 0]);
        Assert.Equal(1, first.Next[0]);
    }

    [Fact]
    public async Task The_close_can_be_taken_for_told_while_the_receiver_blocks_and_is_told_once_it_is_free()
    {
        var inbox = new PeerChannelInbox(1000);
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var receiver = new OrderReceiver
        {
            OnEach = () =>
            {
                entered.TrySetResult();
                release.Wait(Bound.Time);
            },
        };
        inbox.Attach(receiver);
        inbox.TryAdd([0, 0]);
        await entered.Task.Soon();
        inbox.CompleteClosed();
        Assert.False(inbox.Closed.IsCompleted);
        inbox.Close(Reason);
        Assert.False(inbox.Closed.IsCompleted);

        inbox.CompleteClosed();

        Assert.Same(Reason, await inbox.Closed.Soon());
        Assert.Equal(0, receiver.Closes);
        release.Set();
        await receiver.Told.Soon();
    }

    [Fact]
    public void The_low_amount_reaches_the_receiver_at_once_and_one_that_throws_harms_nobody()
    {
        var inbox = new PeerChannelInbox(1000, deliversInline: true);
        inbox.SignalBufferedAmountLow();
        var receiver = new OrderReceiver { OnLow = static () => throw new InvalidOperationException("mine") };
        inbox.Attach(receiver);
        inbox.SignalBufferedAmountLow();
        inbox.SignalBufferedAmountLow();
        Assert.Equal(2, receiver.Lows);
    }

    [Fact]
    public void Delivering_inline_takes_no_memory()
    {
        var inbox = new PeerChannelInbox(1000, static (_, _) => { }, deliversInline: true);
        inbox.Attach(new CountingReceiver());
        var message = new byte[100];
        inbox.TryAdd(message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            inbox.TryAdd(message);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Puts in, attaches, closes, lets what is scheduled run and throws inside of the receiver, as chance has it, and compares with what must come of it.</summary>
    private sealed class Schedule : IPeerChannelReceiver
    {
        private readonly Random _random;
        private readonly PeerChannelInbox _inbox;
        private readonly bool _isInline;
        private readonly Queue<IThreadPoolWorkItem> _scheduled = [];
        private readonly Queue<byte> _expected = [];
        private byte _next;
        private long _added;
        private long _delivered;
        private bool _isInside;
        private bool _isAttached;
        private PeerChannelCloseReason? _closed;
        private PeerChannelCloseReason? _told;

        public Schedule(Random random, bool isInline)
        {
            _random = random;
            _isInline = isInline;
            _inbox = new PeerChannelInbox(1_000_000, (before, after) => _delivered += before - after, isInline, _scheduled.Enqueue);
        }

        /// <summary>Gets the first thing that was not as it must be. The receiver cannot throw it: the inbox would catch it.</summary>
        public Exception? Failure { get; private set; }

        public Exception? Run()
        {
            Check(RunAll);
            return Failure;
        }

        private void RunAll()
        {
            var attachAt = _random.Next(40);
            var closeAt = _random.Next(60);
            for (var step = 0; step < 60; step++)
            {
                if (step == attachAt)
                {
                    _isAttached = true;
                    _inbox.Attach(this);
                }

                if (step == closeAt)
                {
                    Close();
                }

                Step();
            }

            while (_scheduled.TryDequeue(out var work))
            {
                work.Execute();
            }

            Assert.Empty(_expected);
            Assert.NotNull(_told);
            Assert.Same(_closed, _told);
            Assert.True(_inbox.Closed.IsCompletedSuccessfully);

            // What a close discarded stays counted.
            Assert.Equal(_added, _delivered + _inbox.Bytes);
        }

        private void Check(Action action)
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                Failure ??= exception;
            }
        }

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            var first = message[0];
            Check(() =>
            {
                Assert.False(_isInside);
                Assert.Null(_told);
                Assert.True(_isAttached);
                Assert.Equal(_expected.Dequeue(), first);
                _isInside = true;
                if (_random.Next(3) == 0)
                {
                    Step();
                }

                if (_random.Next(50) == 0)
                {
                    Close();
                }
            });
            _isInside = false;
            if (_random.Next(10) == 0)
            {
                throw new InvalidOperationException("mine");
            }
        }

        public void OnBufferedAmountLow() => Check(static () => Assert.Fail("Nobody signalled."));

        public void OnClosed(PeerChannelCloseReason reason) => Check(() =>
        {
            Assert.False(_isInside);
            Assert.Null(_told);
            Assert.Empty(_expected);
            _told = reason;
        });

        private void Step()
        {
            switch (_random.Next(4))
            {
                case 0 when _scheduled.TryDequeue(out var work):
                    Assert.False(_isInline);

                    // One delivery at a time: none is scheduled while another is under way.
                    Assert.False(_isInside);
                    work.Execute();
                    break;
                case 1 or 2:
                    Add();
                    break;
                default:
                    _inbox.CompleteClosed();
                    break;
            }
        }

        private void Add()
        {
            // What is put in is expected first: inline it comes before the call returns.
            var message = new byte[1 + _random.Next(300)];
            message[0] = _next++;
            var expected = _inbox.CloseReason is null;
            if (expected)
            {
                _expected.Enqueue(message[0]);
            }

            _added += expected ? message.Length : 0;
            Assert.Equal(expected, _inbox.TryAdd(message));
        }

        private void Close()
        {
            var discards = _random.Next(2) == 0;
            var reason = new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, "closed");
            if (_closed is null)
            {
                _closed = reason;
                if (discards)
                {
                    _expected.Clear();
                }
            }

            _inbox.Close(reason, discards);
        }
    }

    private sealed class OrderReceiver : IPeerChannelReceiver
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _inside;

        public byte[] Next { get; } = new byte[4];

        public int Closes { get; private set; }

        public int Lows { get; private set; }

        public bool HasOverlapped { get; private set; }

        public Action? OnEach { get; set; }

        public Action? OnLow { get; set; }

        public Task Told => _told.Task;

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            HasOverlapped |= Interlocked.Increment(ref _inside) != 1;
            if (Next[message[0]] == message[1])
            {
                Next[message[0]]++;
            }

            OnEach?.Invoke();
            Interlocked.Decrement(ref _inside);
        }

        public void OnBufferedAmountLow()
        {
            Lows++;
            OnLow?.Invoke();
        }

        public void OnClosed(PeerChannelCloseReason reason)
        {
            HasOverlapped |= Volatile.Read(ref _inside) != 0;
            Closes++;
            _told.TrySetResult();
        }
    }

    private sealed class CountingReceiver : IPeerChannelReceiver
    {
        public int Messages { get; private set; }

        public void OnMessage(ReadOnlySpan<byte> message) => Messages++;

        public void OnBufferedAmountLow()
        {
            // Nobody signals it.
        }

        public void OnClosed(PeerChannelCloseReason reason)
        {
            // Nobody closes.
        }
    }
}
