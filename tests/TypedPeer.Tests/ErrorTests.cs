using TypedPeer.Channels;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests;

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
        await using var pair = SessionPair.Create(new PeerSessionOptions { MaxQueuedCallBytes = 64 * 1024 }, new() { MaxConcurrentCalls = 1 });
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

    private sealed class Shop : IManualContract
    {
        public ValueTask BuyAsync(int count) => count switch
        {
            1 => default,
            5 => throw new PeerException(PeerStatus.Application, "not enough") { Detail = new OutOfStock(3) },
            _ => throw new PeerException(PeerStatus.Application, "too many") { Detail = "a secret" },
        };
    }
}
