using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Calls;

public class UnaryCallTests
{
    [Fact]
    public async Task A_call_returns_what_the_handler_returned()
    {
        await using var pair = SessionPair.Create();
        Assert.Equal(5, await pair.Remote.AddAsync(2, 3).Soon());
    }

    [Fact]
    public async Task Both_sides_serve_and_both_sides_call()
    {
        await using var pair = SessionPair.Create();
        var back = pair.Second.GetRemote<ITestContract>();
        var results = await Task.WhenAll(pair.Remote.EchoAsync("there").Soon(), back.EchoAsync("back").Soon());
        Assert.Equal(["there", "back"], results);
    }

    [Fact]
    public async Task A_handler_may_call_back_while_its_caller_waits()
    {
        await using var pair = SessionPair.Create();
        var back = pair.Second.GetRemote<ITestContract>();
        pair.SecondService.OnEcho = async (text, _) => $"{text} {await back.EchoAsync("and back")}";
        Assert.Equal("there and back", await pair.Remote.EchoAsync("there").Soon());
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_answer()
    {
        await using var pair = SessionPair.Create();
        var calls = Enumerable.Range(0, 5000).Select(i => pair.Remote.AddAsync(i, 1).AsTask()).ToArray();
        var results = await Task.WhenAll(calls).Soon();
        Assert.Equal(Enumerable.Range(1, 5000), results);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(1_000_003)]
    public async Task Arguments_and_results_of_any_size_come_whole(int size)
    {
        await using var pair = SessionPair.Create();
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        Assert.Equal(bytes, await pair.Remote.EchoBytesAsync(bytes).Soon());
    }

    [Fact]
    public async Task The_smallest_channel_message_is_enough_for_everything()
    {
        await using var pair = SessionPair.Create(maxMessageSize: 1200);
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        Assert.Equal(bytes, await pair.Remote.EchoBytesAsync(bytes).Soon());
    }

    [Fact]
    public async Task An_announced_error_reaches_the_caller_with_status_and_message()
    {
        await using var pair = SessionPair.Create();
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.FailAsync("announced").Soon());
        Assert.Equal(PeerStatus.NotFound, error.Status);
        Assert.Equal("there is no such thing", error.Message);
        Assert.Equal(PeerCallFate.Answered, error.Fate);
    }

    [Fact]
    public async Task Details_of_an_unexpected_exception_stay_at_home()
    {
        await using var pair = SessionPair.Create();
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.FailAsync("unexpected").Soon());
        Assert.Equal(PeerStatus.HandlerFailed, error.Status);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Details_of_an_unexpected_exception_travel_when_asked_for()
    {
        await using var pair = SessionPair.Create(new() { IncludeExceptionDetails = true });
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.FailAsync("unexpected").Soon());
        Assert.Contains("a secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_in_user_code_never_ends_the_session()
    {
        await using var pair = SessionPair.Create();
        await Assert.ThrowsAsync<PeerException>(() => pair.Remote.FailAsync("unexpected").Soon());
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task Cancelling_ends_the_call_here_and_cancels_the_handler_there()
    {
        await using var pair = SessionPair.Create();
        using var source = new CancellationTokenSource();
        var call = pair.Remote.WaitAsync(source.Token).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        Assert.Equal(source.Token, error.CancellationToken);
        await pair.SecondService.Cancelled.Task.Soon();
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_is_never_made()
    {
        await using var pair = SessionPair.Create();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pair.Remote.EchoAsync("x", new CancellationToken(true)).Soon());
        Assert.Equal(0, pair.First.GetStatistics().CallsMade);
    }

    [Fact]
    public async Task Calls_made_before_the_peer_starts_wait_for_it()
    {
        var (first, second) = Testing.InMemoryPeerChannel.CreatePair();
        await using var early = PeerSession.Start(first);
        var call = early.GetRemote<ITestContract>().AddAsync(1, 1).AsTask();
        Assert.False(call.IsCompleted);
        await using var late = PeerSession.Start(second, peer => peer.Serve(new TestService()));
        Assert.Equal(2, await call.Soon());
    }

    [Fact]
    public async Task A_method_the_peer_lacks_is_named()
    {
        var (first, second) = Testing.InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        await using var empty = PeerSession.Start(second);
        await caller.Connected.Soon();
        var error = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<ITestContract>().AddAsync(1, 1).Soon());
        Assert.Equal(PeerStatus.Unimplemented, error.Status);
        Assert.Contains("ITestContract.AddAsync(", error.Message, StringComparison.Ordinal);
        Assert.Equal(PeerCallFate.NotSent, error.Fate);
    }

    [Fact]
    public async Task Concurrent_methods_answer_too()
    {
        await using var pair = SessionPair.Create();
        Assert.Equal("x", await pair.Remote.ConcurrentAsync("x").Soon());
    }
}
