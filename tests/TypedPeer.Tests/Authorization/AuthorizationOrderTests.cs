using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Authorization;

/// <summary>A check may take its time; what that holds up, and what it does not.</summary>
public sealed class AuthorizationOrderTests : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _checks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _started = new();
    private readonly PeerSessionOptions _options;
    private PeerSession _caller = null!;
    private PeerSession _callee = null!;

    public AuthorizationOrderTests() => _options = new() { AuthorizeCall = context => new(Check(context.Method).Task) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handlers_start_in_the_order_of_their_calls_however_long_a_check_takes(bool scheduled)
    {
        using var scheduler = new ConcurrentExclusiveScheduler();
        _options.HandlerScheduler = scheduled ? scheduler.Value : null;
        Start();
        var remote = _caller.GetRemote<IDoor>();
        Check("SecondAsync(int)").SetResult(true);
        var first = remote.FirstAsync(1);
        var second = remote.SecondAsync(2);
        await remote.NoteAsync(3).Soon();
        var items = StreamTests.ToList(remote.CountAsync(2, TestContext.Current.CancellationToken));
        Check("CountAsync(int)").SetResult(true);
        await Bound.Until(() => _callee.GetStatistics().CallsRunning == 4);
        Assert.Empty(_started);
        Check("NoteAsync(int)").SetResult(true);
        Check("FirstAsync(int)").SetResult(true);
        Assert.Equal(1, await first.Soon());
        Assert.Equal(2, await second.Soon());
        Assert.Equal([0, 1], await items.Soon());
        Assert.Equal(["first 1", "second 2", "note 3", "count 2"], _started);
    }

    [Fact]
    public async Task A_check_of_a_concurrent_method_holds_nobody_and_is_held_by_nobody()
    {
        Start();
        var remote = _caller.GetRemote<IDoor>();
        var beside = remote.BesideAsync(1);
        Check("FirstAsync(int)").SetResult(true);
        Assert.Equal(2, await remote.FirstAsync(2).Soon());
        var second = remote.SecondAsync(3);
        Check("BesideAsync(int)").SetResult(true);
        Assert.Equal(1, await beside.Soon());
        Assert.False(second.IsCompleted);
        Check("SecondAsync(int)").SetResult(true);
        Assert.Equal(3, await second.Soon());
    }

    [Fact]
    public async Task A_no_and_a_check_that_fails_let_those_behind_go_on()
    {
        var told = new ConcurrentQueue<string>();
        _options.HandlerFailed = (method, exception) => told.Enqueue($"{method}: {exception.Message}");
        Start();
        var remote = _caller.GetRemote<IDoor>();
        var first = remote.FirstAsync(1);
        await remote.NoteAsync(2).Soon();
        var second = remote.SecondAsync(3);
        Check("FirstAsync(int)").SetException(new InvalidOperationException("no list of users"));
        var error = await Assert.ThrowsAsync<PeerException>(() => first.Soon());
        Assert.Equal(PeerStatus.HandlerFailed, error.Status);
        Assert.DoesNotContain("list", error.Message, StringComparison.Ordinal);
        Assert.Contains(told, static text => text.EndsWith("no list of users", StringComparison.Ordinal));
        Check("NoteAsync(int)").SetResult(false);
        Check("SecondAsync(int)").SetException(new PeerException(PeerStatus.FailedPrecondition, "pay first"));
        var refused = await Assert.ThrowsAsync<PeerException>(() => second.Soon());
        Assert.Equal((PeerStatus.FailedPrecondition, "pay first"), (refused.Status, refused.Message));
        Check("CountAsync(int)").SetResult(true);
        Assert.Equal([0], await StreamTests.ToList(remote.CountAsync(1, TestContext.Current.CancellationToken)).Soon());
        Assert.Equal(["count 1"], _started);
        Assert.Equal(2, _callee.GetStatistics().CallsDenied);
    }

    [Fact]
    public async Task A_check_learns_that_its_caller_gave_up_and_its_context_asks_for_no_other_call_afterwards()
    {
        var asked = new TaskCompletionSource<PeerAuthorizationContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        _options.AuthorizeCall = async context =>
        {
            if (context.Method != "CountAsync(int)")
            {
                return true;
            }

            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            asked.TrySetResult(context);
            await cancelled.Task;
            return true;
        };
        Start();
        var remote = _caller.GetRemote<IDoor>();
        using var source = new CancellationTokenSource();
        var items = StreamTests.ToList(remote.CountAsync(1, source.Token));
        var context = await asked.Task.Soon();
        var behind = remote.FirstAsync(1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => items.Soon());
        Assert.Equal(1, await behind.Soon());
        Assert.Equal(["first 1"], _started);
        Assert.True(context.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task A_session_ends_in_time_although_a_check_never_answers()
    {
        _options.StopTimeout = TimeSpan.FromMilliseconds(200);
        Start();
        var call = _caller.GetRemote<IDoor>().FirstAsync(1);
        await Bound.Until(() => _callee.GetStatistics().CallsRunning == 1);
        await _callee.DisposeAsync().AsTask().Soon();
        await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Check("FirstAsync(int)").SetResult(true);
        Assert.Empty(_started);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var check in _checks.Values)
        {
            check.TrySetResult(false);
        }

        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    private TaskCompletionSource<bool> Check(string method) => _checks.GetOrAdd(method, static _ => new());

    private void Start()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _caller = PeerSession.Start(first);
        _callee = PeerSession.Start(second, peer => peer.Serve(new Door(_started)), _options);
    }

    private sealed class Door(ConcurrentQueue<string> started) : IDoor
    {
        public ValueTask<int> FirstAsync(int number) => Answer("first", number);

        public ValueTask<int> SecondAsync(int number) => Answer("second", number);

        public ValueTask NoteAsync(int number)
        {
            started.Enqueue($"note {number}");
            return default;
        }

        public ValueTask<int> BesideAsync(int number) => Answer("beside", number);

        public IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default)
        {
            started.Enqueue($"count {count}");
            return Enumerable.Range(0, count).ToAsyncEnumerable();
        }

        private ValueTask<int> Answer(string name, int number)
        {
            started.Enqueue($"{name} {number}");
            return new(number);
        }
    }

    /// <summary>One handler at a time, as in a user interface.</summary>
    private sealed class ConcurrentExclusiveScheduler : IDisposable
    {
        private readonly ConcurrentExclusiveSchedulerPair _pair = new();

        public TaskScheduler Value => _pair.ExclusiveScheduler;

        public void Dispose() => _pair.Complete();
    }
}
