using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Failures;

public class ErrorTests
{
    [Fact]
    public async Task A_declared_detail_travels_with_the_error_and_any_other_stays_at_home()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer => peer.Serve(new Shop()));
        var remote = caller.GetRemote<IManualContract>();
        await remote.BuyAsync(1).Soon();
        var declared = await Assert.ThrowsAsync<PeerException>(() => remote.BuyAsync(5).Soon());
        Assert.Equal(PeerStatus.Application, declared.Status);
        Assert.Equal(new OutOfStock(3), declared.Detail);
        var other = await Assert.ThrowsAsync<PeerException>(() => remote.BuyAsync(50).Soon());
        Assert.Equal("too many", other.Message);
        Assert.Null(other.Detail);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_declared_detail_travels_with_the_error_a_stream_ends_with(bool intercepted)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        var options = new PeerSessionOptions();
        if (intercepted)
        {
            options.IncomingInterceptors.Add(new Passing());
        }

        await using var callee = PeerSession.Start(second, peer => peer.Serve(new Shop()), options);
        var remote = caller.GetRemote<IManualContract>();
        var items = remote.DeliverAsync(2).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await items.MoveNextAsync().Soon());
        Assert.True(await items.MoveNextAsync().Soon());
        var midway = await Assert.ThrowsAsync<PeerException>(() => items.MoveNextAsync().Soon());
        Assert.Equal((PeerStatus.Application, "not enough"), (midway.Status, midway.Message));
        Assert.Equal(new OutOfStock(3), midway.Detail);
        await items.DisposeAsync();
        var atOnce = await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(remote.DeliverAsync(-1)).Soon());
        Assert.Equal(new OutOfStock(4), atOnce.Detail);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(61)]
    public async Task A_detail_that_cannot_be_written_or_read_is_left_out_and_the_error_stays(int count)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer => peer.Serve(new Shop()));
        var remote = caller.GetRemote<IManualContract>();
        Task[] calls = [remote.BuyAsync(count).AsTask(), StreamTests.ToList(remote.DeliverAsync(count))];
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
            Assert.Equal((PeerStatus.NotFound, "gone"), (error.Status, error.Message));
            Assert.Null(error.Detail);
        }
    }

    [Fact]
    public async Task A_call_that_waits_for_room_is_cancelled_at_once_wherever_it_stands()
    {
        await using var pair = SessionPair.Create(new PeerSessionOptions(), new() { MaxConcurrentCalls = 1 });
        using var source = new CancellationTokenSource();
        var first = pair.Remote.WaitAsync(source.Token).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        var second = pair.Remote.EchoAsync("second").AsTask();
        using var third = new CancellationTokenSource();
        var waiting = pair.Remote.EchoAsync("third", third.Token).AsTask();
        var fourth = pair.Remote.EchoAsync("fourth").AsTask();
        await third.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
        Assert.False(second.IsCompleted);
        await source.CancelAsync();
        Assert.Equal("second", await second.Soon());
        Assert.Equal("fourth", await fourth.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon());
    }

    [Fact]
    public async Task More_calls_than_may_wait_fail_at_once_and_were_not_sent()
    {
        // Each of those that wait lies in an array of 16 KiB.
        await using var pair = SessionPair.Create(new PeerSessionOptions { MaxQueuedCallBytes = 110 * 1024 }, new() { MaxConcurrentCalls = 1 });
        using var source = new CancellationTokenSource();
        var running = pair.Remote.WaitAsync(source.Token).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        var waiting = Enumerable.Range(0, 6).Select(_ => pair.Remote.EchoBytesAsync(new byte[10_000]).AsTask()).ToList();
        var refused = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoBytesAsync(new byte[10_000]).Soon());
        Assert.Equal(PeerStatus.LimitExceeded, refused.Status);
        Assert.Equal(PeerCallFate.NotSent, refused.Fate);
        await source.CancelAsync();
        await Task.WhenAll(waiting).Soon();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Soon());
    }

    [Fact]
    public async Task Arguments_larger_than_the_peer_takes_fail_before_they_are_sent()
    {
        await using var pair = SessionPair.Create(new PeerSessionOptions(), new() { MaxMessageBytes = 10_000 });
        await pair.First.Connected.Soon();
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoBytesAsync(new byte[20_000]).Soon());
        Assert.Equal(PeerStatus.LimitExceeded, error.Status);
        Assert.Equal(PeerCallFate.NotSent, error.Fate);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task An_answer_larger_than_the_caller_takes_fails_that_call_alone()
    {
        await using var pair = SessionPair.Create(new PeerSessionOptions { MaxMessageBytes = 10_000 }, new());
        pair.SecondService.OnEcho = static (_, _) => new(new string('x', 100_000));
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoAsync("x").Soon());
        Assert.Equal(PeerStatus.LimitExceeded, error.Status);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    private sealed class Passing : PeerInterceptor;

    private sealed class Shop : IManualContract
    {
        public ValueTask BuyAsync(int count) => count switch
        {
            1 => default,
            5 => throw new PeerException(PeerStatus.Application, "not enough") { Detail = new OutOfStock(3) },
            60 => ValueTask.FromException(new PeerException(PeerStatus.NotFound, "gone") { Detail = new Unwritable() }),
            61 => ValueTask.FromException(new PeerException(PeerStatus.NotFound, "gone") { Detail = new Unreadable() }),
            _ => throw new PeerException(PeerStatus.Application, "too many") { Detail = "a secret" },
        };

        public IAsyncEnumerable<int> DeliverAsync(int count) => count < 0
            ? throw new PeerException(PeerStatus.Application, "not enough") { Detail = new OutOfStock(4) }
            : Deliver(count);

        private static async IAsyncEnumerable<int> Deliver(int count)
        {
            for (var i = 0; i < Math.Min(count, 2); i++)
            {
                yield return i;
            }

            await Task.Yield();
            throw count switch
            {
                60 => new PeerException(PeerStatus.NotFound, "gone") { Detail = new Unwritable() },
                61 => new PeerException(PeerStatus.NotFound, "gone") { Detail = new Unreadable() },
                _ => new PeerException(PeerStatus.Application, "not enough") { Detail = new OutOfStock(3) },
            };
        }
    }
}
