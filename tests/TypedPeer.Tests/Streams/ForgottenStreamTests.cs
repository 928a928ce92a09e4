using System.Runtime.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Streams;

/// <summary>
/// Enumerators that nobody disposes. <c>await foreach</c> always does; who asks for items by hand may forget it, and then the
/// collector ends the stream: its producer, its references, and the bytes that are held for it.
/// </summary>
public sealed class ForgottenStreamTests : IAsyncDisposable
{
    private readonly FlightService _service = new();
    private readonly PeerSession _caller;
    private readonly PeerSession _callee;
    private readonly IFlightContract _remote;

    public ForgottenStreamTests()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _caller = PeerSession.Start(first);
        _callee = PeerSession.Start(second, peer => peer.Serve(_service));
        _remote = _caller.GetRemote<IFlightContract>();
    }

    public async ValueTask DisposeAsync()
    {
        _service.Gate.TrySetResult();
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_whose_enumerator_is_forgotten_is_ended_when_the_collector_finds_it()
    {
        await ForgetAsync(_remote.GiveManyAsync(50, TestContext.Current.CancellationToken), 3);
        await EventuallyAsync(() => _callee.GetStatistics() is { CallsRunning: 0, ReferencesShared: 0 }
            && _caller.GetStatistics() is { CallsInFlight: 0, ReferencesHeld: 0, BytesHeld: 0, StreamsLeaked: 1 });
    }

    [Fact]
    public async Task References_in_a_stream_that_was_cancelled_and_forgotten_are_given_back_when_the_collector_finds_it()
    {
        using var cancel = new CancellationTokenSource();
        await ForgetAsync(_remote.GiveManyAsync(50, cancel.Token), 1);
        await cancel.CancelAsync();
        await EventuallyAsync(() => _callee.GetStatistics() is { CallsRunning: 0, ReferencesShared: 0 } && _caller.GetStatistics() is { BytesHeld: 0, StreamsLeaked: 1 });
    }

    [Fact]
    public async Task References_in_an_upload_its_handler_forgot_are_given_back_when_the_collector_finds_it()
    {
        _service.OnTakeMany = static async observers =>
        {
            await ForgetAsync(observers, 2);
            return 2;
        };
        Assert.Equal(2, await _remote.TakeManyAsync(Observers(50), 2).Soon());
        await EventuallyAsync(() => _caller.GetStatistics().ReferencesShared == 0 && _callee.GetStatistics() is { BytesHeld: 0, StreamsLeaked: 1 });
    }

    [Fact]
    public async Task An_enumerator_that_is_waited_for_is_not_forgotten()
    {
        var read = CountAsync(_remote.GiveManyAsync(3, TestContext.Current.CancellationToken));
        await EventuallyAsync(() => _callee.GetStatistics().ReferencesShared == 0, release: true);
        Assert.False(read.IsCompleted);
        _service.Gate.SetResult();
        Assert.Equal(3, await read.Soon());
        Assert.Equal(0, _caller.GetStatistics().StreamsLeaked);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ForgetAsync<T>(IAsyncEnumerable<T> stream, int take)
        where T : class
    {
        var items = stream.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        for (var i = 0; i < take; i++)
        {
            Assert.True(await items.MoveNextAsync().Soon());
            PeerReference.Release(items.Current);
        }
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<IAccount> stream)
    {
        var items = stream.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var count = 0;
        while (await items.MoveNextAsync())
        {
            PeerReference.Release(items.Current);
            count++;
        }

        return count;
    }

    private static async IAsyncEnumerable<IObserver> Observers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new Observer();
        }
    }

    private async Task EventuallyAsync(Func<bool> condition, bool release = false)
    {
        using var bound = new CancellationTokenSource(Bound.Time);
        while (!condition())
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.False(bound.IsCancellationRequested, $"{(release ? "released" : "forgotten")}: {_caller.GetStatistics()} {_callee.GetStatistics()}");
            await Assert.ThrowsAsync<PeerException>(() => _caller.GetRemote<IFlightContract>("nobody").BlockAsync().Soon());
        }
    }
}
