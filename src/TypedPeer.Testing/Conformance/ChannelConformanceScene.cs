using System.Threading.Channels;
using TypedPeer.Channels;
using Xunit;

namespace TypedPeer.Testing;

/// <summary>What the tests of the conformance suite are made of.</summary>
public abstract class ChannelConformanceScene
{
    private protected static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>Makes two channels joined to each other; they may still be connecting.</summary>
    protected abstract Task<(IPeerChannel First, IPeerChannel Second)> CreatePairAsync();

    /// <summary>Makes a pair whose connection <see cref="BreakAsync"/> can break.</summary>
    protected virtual Task<(IPeerChannel First, IPeerChannel Second)> CreateBreakablePairAsync() => CreatePairAsync();

    /// <summary>Gets what breaks the connection under a pair, without a goodbye.</summary>
    protected abstract Func<IPeerChannel, Task> BreakAsync { get; }

    /// <summary>
    /// Gets a value indicating whether <see cref="IPeerChannel.BufferedAmount"/> counts what the other end's receiver has not got yet, as it may
    /// where both ends are in one process. Elsewhere it falls to zero although nobody is attached there.
    /// </summary>
    protected virtual bool BuffersUntilDelivered => false;

    /// <summary>
    /// Gets a value indicating whether there is more than one thread. A page has one: what blocks it, so that another goes on meanwhile, is left out there.
    /// </summary>
    protected virtual bool HasThreads => true;

    /// <summary>Leaves a test out that blocks a thread, where there is no other.</summary>
    private protected void RequireThreads() => Assert.SkipUnless(HasThreads, "it blocks a thread, and there is one");

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected Task<Pair> OpenAsync() => OpenAsync(CreatePairAsync());

    private protected static async Task<Pair> OpenAsync(Task<(IPeerChannel First, IPeerChannel Second)> creating)
    {
        var (first, second) = await creating;
        var pair = new Pair(first, second);
        await first.Opened.WaitAsync(Bound, Token);
        await second.Opened.WaitAsync(Bound, Token);
        return pair;
    }

    private protected static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Bound);
        while (!condition())
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Does what a session does with the work a message causes.</summary>
    private protected static void Schedule(IPeerChannel channel, IThreadPoolWorkItem work)
    {
        if (channel is IPeerChannelScheduler scheduler)
        {
            scheduler.Schedule(work);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    private protected static byte[] Pattern(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private protected sealed class Pair : IAsyncDisposable
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

    private protected sealed class Work(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }

    private protected sealed class Receiver : IPeerChannelReceiver
    {
        private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>();
        private readonly TaskCompletionSource _low = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _closedCount;
        private int _inside;
        private int _thread;

        public Action<byte[]>? OnEach { get; set; }

        public Action? OnEnd { get; set; }

        public Action? OnLow { get; set; }

        /// <summary>Gets whether the caller runs inside a message.</summary>
        public bool IsOnThisThread => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

        public Task Low => _low.Task;

        public Task<PeerChannelCloseReason> ClosedReason => _closed.Task;

        public int ClosedCount => Volatile.Read(ref _closedCount);

        public async Task<byte[]> NextAsync() => await _messages.Reader.ReadAsync(Token).AsTask().WaitAsync(Bound, Token);

        /// <summary>Takes a message that has come; null when none has.</summary>
        public byte[]? TryNext() => _messages.Reader.TryRead(out var message) ? message : null;

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            var overlapping = Interlocked.Increment(ref _inside) != 1;
            Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
            var copy = message.ToArray();
            _messages.Writer.TryWrite(overlapping ? [0xff, 0xff, 0xff] : copy);
            try
            {
                OnEach?.Invoke(copy);
            }
            finally
            {
                Volatile.Write(ref _thread, 0);
                Interlocked.Decrement(ref _inside);
            }
        }

        public void OnBufferedAmountLow()
        {
            _low.TrySetResult();
            OnLow?.Invoke();
        }

        public void OnClosed(PeerChannelCloseReason reason)
        {
            Interlocked.Increment(ref _closedCount);
            _closed.TrySetResult(reason);
            _messages.Writer.TryComplete();
            OnEnd?.Invoke();
        }
    }
}
