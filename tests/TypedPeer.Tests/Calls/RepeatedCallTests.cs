using TypedPeer.Testing;
using TypedPeer.TestSupport;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Calls;

/// <summary>Calls that are made again within one session.</summary>
public sealed class RepeatedCallTests : IAsyncDisposable
{
    private readonly RepeatedService _service = new();
    private readonly PeerCallOptions _options = new() { Retry = new() { Backoff = TimeSpan.Zero } };
    private readonly InMemoryPeerChannel _second;
    private PeerSession _caller = null!;
    private PeerSession? _callee;

    public RepeatedCallTests()
    {
        (var first, _second) = InMemoryPeerChannel.CreatePair();
        First = first;
    }

    private InMemoryPeerChannel First { get; }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_idempotent_call_is_made_again_until_it_is_answered_or_was_made_often_enough(bool intercepted)
    {
        var seen = new List<string>();
        Start(intercepted ? new Seeing(seen) : null);
        var remote = _caller.GetRemote<IRepeated>(_options);
        _service.Failure = static call => call < 3 ? new PeerException(PeerStatus.Unavailable, $"attempt {call}") : null;
        Assert.Equal(3, await remote.ReadAsync().Soon());
        _service.Failure = static call => new PeerException(PeerStatus.Unavailable, $"attempt {call}");
        Assert.Equal("attempt 6", (await Assert.ThrowsAsync<PeerException>(() => remote.PutAsync([1]).Soon())).Message);
        Assert.Equal(intercepted ? ["ReadAsync()", "PutAsync(byte[])"] : [], seen);
    }

    [Fact]
    public async Task What_may_have_run_is_not_made_again_where_the_method_is_not_idempotent_nor_what_fails_for_good()
    {
        Start();
        var remote = _caller.GetRemote<IRepeated>(_options);
        _service.Failure = static _ => new PeerException(PeerStatus.Unavailable, "not now");
        await Assert.ThrowsAsync<PeerException>(() => remote.AddAsync().Soon());
        Assert.Equal(1, _service.Calls);
        await Assert.ThrowsAsync<PeerException>(() => remote.UploadAsync(new[] { 1 }.ToAsyncEnumerable()).Soon());
        Assert.Equal(2, _service.Calls);
        _service.Failure = static _ => new PeerException(PeerStatus.NotFound, "never");
        await Assert.ThrowsAsync<PeerException>(() => remote.ReadAsync().Soon());
        Assert.Equal(3, _service.Calls);
        _service.Failure = static _ => new PeerException(PeerStatus.Unavailable, "not now");
        await Assert.ThrowsAsync<PeerException>(() => _caller.GetRemote<IRepeated>().ReadAsync().Soon());
        Assert.Equal(4, _service.Calls);
    }

    [Fact]
    public async Task A_stream_is_begun_again_until_it_has_given_an_item_and_never_after_that()
    {
        Start();
        var remote = _caller.GetRemote<IRepeated>(_options);
        _service.Failure = static call => call < 3 ? new PeerException(PeerStatus.LimitExceeded, "not now") : null;
        var items = remote.ListAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await items.MoveNextAsync().Soon());
        Assert.Equal(3, items.Current);
        Assert.Equal("midway", (await Assert.ThrowsAsync<PeerException>(() => items.MoveNextAsync().Soon())).Message);
        await items.DisposeAsync();
        Assert.Equal(3, _service.Calls);
    }

    [Fact]
    public async Task What_was_not_sent_is_made_again_whatever_the_method_does()
    {
        var clock = new ManualTimeProvider();
        _caller = PeerSession.Start(First, null, new() { TimeProvider = clock, MaxQueuedCallBytes = 64 * 1024, MaxMessageBytes = 1024 * 1024 });
        _options.Retry!.Backoff = TimeSpan.FromSeconds(1);
        var remote = _caller.GetRemote<IRepeated>(_options);
        var first = remote.PutAsync(new byte[100_000]);
        var second = remote.NoteAsync(new byte[50_000]).AsTask();
        Assert.False(second.IsCompleted);
        _callee = PeerSession.Start(_second, peer => peer.Serve<IRepeated>(_service));
        await first.Soon();
        Assert.Equal(1, _service.Calls);

        // The session's own timers are further away.
        Assert.InRange(clock.NextDue, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(1));
        await second.Soon();
        await Bound.Until(() => _service.Calls == 2);
    }

    [Fact]
    public async Task All_attempts_together_take_no_longer_than_the_call_may()
    {
        var clock = new ManualTimeProvider();
        Start(options: new() { TimeProvider = clock });
        _options.Timeout = TimeSpan.FromSeconds(3);
        _options.Retry!.Backoff = TimeSpan.FromSeconds(2);
        _options.Retry.MaxAttempts = 100;
        _service.Failure = static call => new PeerException(PeerStatus.Unavailable, $"attempt {call}");
        var call = _caller.GetRemote<IRepeated>(_options).ReadAsync().AsTask();
        await Bound.Until(() => _service.Calls == 1 && clock.NextDue <= TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(2));
        var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());

        // A second wait would be longer than what is left.
        Assert.Equal("attempt 2", error.Message);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_the_end_of_the_session_the_attempts()
    {
        var clock = new ManualTimeProvider();
        Start(options: new() { TimeProvider = clock });
        _options.Retry!.Backoff = TimeSpan.FromSeconds(2);
        _service.Failure = static _ => new PeerException(PeerStatus.Unavailable, "not now");
        using var source = new CancellationTokenSource();
        var items = StreamTests.ToList(_caller.GetRemote<IRepeated>(_options).ListAsync(source.Token));
        await Bound.Until(() => _service.Calls == 1 && clock.NextDue <= TimeSpan.FromSeconds(2));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => items.Soon());

        _options.Retry.Backoff = TimeSpan.Zero;
        _options.Retry.MaxAttempts = int.MaxValue;
        _service.Failure = _ =>
        {
            _second.Break();
            return null;
        };
        var error = await Assert.ThrowsAsync<PeerException>(() => _caller.GetRemote<IRepeated>(_options).ReadAsync().Soon());
        Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.MayHaveExecuted), (error.Status, error.Fate));
        Assert.Equal(1, _caller.GetStatistics().CallsOfUnknownOutcome);
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        if (_callee is not null)
        {
            await _callee.DisposeAsync();
        }
    }

    private void Start(PeerInterceptor? interceptor = null, PeerSessionOptions? options = null)
    {
        options ??= new();
        if (interceptor is not null)
        {
            options.OutgoingInterceptors.Add(interceptor);
        }

        _caller = PeerSession.Start(First, null, options);
        _callee = PeerSession.Start(_second, peer => peer.Serve<IRepeated>(_service));
    }

    private sealed class Seeing(List<string> seen) : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            seen.Add(invocation.Method);
            return next();
        }
    }
}
