using System.Threading.Channels;
using TypedPeer.Channels;
using Xunit;

namespace TypedPeer.Testing;

/// <summary>
/// What every <see cref="IPeerChannel"/> owes its session. A transport passes by deriving a class that makes a connected pair;
/// the in-memory pair does so in a few lines.
/// </summary>
public abstract class PeerChannelConformance
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Makes two channels joined to each other; they may still be connecting.</summary>
    protected abstract Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync();

    /// <summary>Makes a pair whose connection <see cref="BreakAsync"/> can break.</summary>
    protected virtual Task<(IPeerChannel First, IPeerChannel Second)> CreateBreakablePairAsync() => CreatePairAsync();

    /// <summary>Gets what breaks the connection under a pair, without a goodbye.</summary>
    protected abstract Func<IPeerChannel, Task> BreakAsync { get; }

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
            Assert.Throws<ArgumentException>(() => pair.First.Send(new byte[pair.First.MaxMessageSize + 1]));
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
            await WaitUntilAsync(() => first.BufferedAmount == 0 || first is InMemoryPeerChannel or FaultInjectingPeerChannel);
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
        Assert.Throws<InvalidOperationException>(() => pair.First.Attach(new Receiver()));
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
    public async Task Closing_delivers_what_was_sent_before()
    {
        await using var pair = await OpenAsync();
        for (var i = 0; i < 300; i++)
        {
            pair.First.Send(Pattern(i, 1000));
        }

        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(Pattern(i, 1000), await pair.SecondReceiver.NextAsync());
        }

        var reason = await pair.SecondReceiver.ClosedReason.WaitAsync(Bound, Token);
        Assert.Equal(PeerChannelCloseKind.Remote, reason.Kind);
    }

    [Fact]
    public async Task Both_ends_learn_of_a_close_once_and_from_whom()
    {
        await using var pair = await OpenAsync();
        await pair.Second.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        Assert.Equal(PeerChannelCloseKind.Local, (await pair.Second.Closed.WaitAsync(Bound, Token)).Kind);
        Assert.Equal(PeerChannelCloseKind.Remote, (await pair.First.Closed.WaitAsync(Bound, Token)).Kind);
        await pair.FirstReceiver.ClosedReason.WaitAsync(Bound, Token);
        await pair.SecondReceiver.ClosedReason.WaitAsync(Bound, Token);
        Assert.Equal(1, pair.FirstReceiver.ClosedCount);
        Assert.Equal(1, pair.SecondReceiver.ClosedCount);
    }

    [Fact]
    public async Task Both_ends_may_close_at_once()
    {
        await using var pair = await OpenAsync();
        var closes = Task.WhenAll(pair.First.CloseAsync(Token).AsTask(), pair.Second.CloseAsync(Token).AsTask());
        await closes.WaitAsync(Bound, Token);
        await pair.First.Closed.WaitAsync(Bound, Token);
        await pair.Second.Closed.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task Sending_after_a_close_is_refused_with_the_reason()
    {
        await using var pair = await OpenAsync();
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        Assert.Throws<PeerChannelClosedException>(() => pair.First.Send([1]));
        await pair.Second.Closed.WaitAsync(Bound, Token);
        var refused = Assert.Throws<PeerChannelClosedException>(() => pair.Second.Send([1]));
        Assert.Equal(PeerChannelCloseKind.Remote, refused.Reason?.Kind);
    }

    [Fact]
    public async Task Disposing_twice_is_harmless()
    {
        await using var pair = await OpenAsync();
        await pair.First.DisposeAsync();
        await pair.First.DisposeAsync();
        Assert.True(pair.First.Closed.IsCompleted);
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
    public async Task Work_a_receiver_queues_runs_after_its_message_and_may_block_while_others_come()
    {
        await using var pair = await OpenAsync();
        using var release = new ManualResetEventSlim();
        var ran = Channel.CreateUnbounded<byte>();
        pair.SecondReceiver.OnEach = message => pair.Second.Queue(new Work(() =>
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
    public async Task A_broken_connection_closes_both_ends()
    {
        await using var pair = await OpenAsync(CreateBreakablePairAsync());
        await BreakAsync(pair.First);
        Assert.NotEqual(PeerChannelCloseKind.Local, (await pair.First.Closed.WaitAsync(Bound, Token)).Kind);
        Assert.NotEqual(PeerChannelCloseKind.Local, (await pair.Second.Closed.WaitAsync(Bound, Token)).Kind);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<Pair> OpenAsync() => OpenAsync(CreatePairAsync());

    private static async Task<Pair> OpenAsync(Task<(IPeerChannel First, IPeerChannel Second)> creating)
    {
        var (first, second) = await creating;
        var pair = new Pair(first, second);
        await first.Opened.WaitAsync(Bound, Token);
        await second.Opened.WaitAsync(Bound, Token);
        return pair;
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Bound);
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static byte[] Pattern(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private sealed class Pair : IAsyncDisposable
    {
        public Pair(IPeerChannel first, IPeerChannel second)
        {
            First = first;
            Second = second;
            first.Attach(FirstReceiver);
            second.Attach(SecondReceiver);
        }

        public IPeerChannel First { get; }

        public IPeerChannel Second { get; }

        public Receiver FirstReceiver { get; } = new();

        public Receiver SecondReceiver { get; } = new();

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }

    private sealed class Work(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }

    private sealed class Receiver : IPeerChannelReceiver
    {
        private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>();
        private readonly TaskCompletionSource _low = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _closedCount;
        private int _inside;
        private int _thread;

        public Action<byte[]>? OnEach { get; set; }

        /// <summary>Gets whether the caller runs inside a message.</summary>
        public bool IsOnThisThread => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

        public Task Low => _low.Task;

        public Task<PeerChannelCloseReason> ClosedReason => _closed.Task;

        public int ClosedCount => Volatile.Read(ref _closedCount);

        public async Task<byte[]> NextAsync() => await _messages.Reader.ReadAsync(Token).AsTask().WaitAsync(Bound, Token);

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            var overlapping = Interlocked.Increment(ref _inside) != 1;
            Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
            var copy = message.ToArray();
            _messages.Writer.TryWrite(overlapping ? [0xff, 0xff, 0xff] : copy);
            OnEach?.Invoke(copy);
            Volatile.Write(ref _thread, 0);
            Interlocked.Decrement(ref _inside);
        }

        public void OnBufferedAmountLow() => _low.TrySetResult();

        public void OnClosed(PeerChannelCloseReason reason)
        {
            Interlocked.Increment(ref _closedCount);
            _closed.TrySetResult(reason);
            _messages.Writer.TryComplete();
        }
    }
}
