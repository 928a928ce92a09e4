using System.Runtime.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Sending;

/// <summary>What waits in a session is readable, whatever its kind, and is bounded.</summary>
public class QueuedBytesTests
{
    private const int Large = 1024 * 1024;

    [Fact]
    public async Task Small_calls_that_wait_for_the_channel_or_for_the_peer_are_queued_bytes()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second, new(), new() { MaxConcurrentCalls = 50 });
        await pair.First.Connected.Soon();
        first.SendStalled = true;
        var calls = Enumerable.Range(0, 100).Select(_ => pair.Remote.EchoAsync(new string('x', 1000)).AsTask()).ToList();

        // Fifty are on their way into the channel, and fifty wait until the peer takes more.
        await first.QueuedAsync(pair.First, 100_000, 115_000);
        first.SendStalled = false;
        await Task.WhenAll(calls).Soon();
        await NothingWaits(pair.First);
    }

    [Fact]
    public async Task Large_arguments_and_large_results_are_queued_bytes_until_their_last_chunk_has_left()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second);
        await pair.First.Connected.Soon();
        first.SendStalled = true;
        second.SendStalled = true;
        var call = pair.Remote.EchoBytesAsync(new byte[Large]).AsTask();
        var note = pair.Remote.NoteBytesAsync(1, new byte[Large]).AsTask();
        await first.QueuedAsync(pair.First, 2 * Large, (2 * Large) + 10_000);
        await NothingWaits(pair.Second);
        first.SendStalled = false;
        await note.Soon();
        await pair.Remote.NoteAsync("behind").Soon();
        await second.QueuedAsync(pair.Second, Large, Large + 10_000);
        await NothingWaits(pair.First);
        second.SendStalled = false;
        Assert.Equal(Large, (await call.Soon()).Length);
        await NothingWaits(pair.Second);
    }

    [Fact]
    public async Task Items_that_wait_for_credit_are_queued_bytes_in_either_direction()
    {
        var options = new PeerSessionOptions { StreamWindowBytes = 1024, MaxStreamWindowBytes = 1024 };
        await using var pair = SessionPair.Create(options);
        var produced = new Produced(10_000);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnDouble = (numbers, token) => ReadLater(numbers, read.Task, token);
        await using var blocks = pair.Remote.BlocksAsync(100, 1000, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await blocks.MoveNextAsync().Soon());
        await Bound.Until(() => pair.SecondService.Produced >= 60);

        // What is produced counts once its batch waits.
        await Bound.Until(() => pair.Second.GetStatistics().BytesQueued >= 45_000);
        Assert.InRange(pair.Second.GetStatistics().BytesQueued, 45_000, 100_000);

        var doubled = StreamTests.ToList(pair.Remote.DoubleAsync(produced.Numbers(20_000)));
        await produced.Enough.Task.Soon();

        // Five bytes each, and the window of 1024 has left; the producer goes on until there is no room.
        await Bound.Until(() => pair.First.GetStatistics().BytesQueued >= 40_000);
        Assert.InRange(pair.First.GetStatistics().BytesQueued, 40_000, 90_000);
        read.SetResult();
        Assert.Equal(20_000, (await doubled.Soon()).Count);
        await NothingWaits(pair.First);
        await blocks.DisposeAsync();
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        await NothingWaits(pair.Second);
    }

    [Fact]
    public async Task Items_that_wait_for_the_channel_are_queued_bytes_and_an_ended_session_has_none()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second);
        var blocks = pair.Remote.BlocksAsync(100, 10_000, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await blocks.MoveNextAsync().Soon());
        await blocks.DisposeAsync();

        // Nothing of the first stream is in the channel when that stalls.
        await Bound.Until(() => pair.Second.GetStatistics() is { CallsRunning: 0, BytesQueued: 0 } && second.BufferedAmount == 0);
        second.SendStalled = true;
        pair.SecondService.Waiting.TrySetResult();
        await using var stalled = pair.Remote.BlocksAsync(100, 10_000, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var before = pair.SecondService.Produced;
        var next = stalled.MoveNextAsync().AsTask();
        await Bound.Until(() => pair.SecondService.Produced >= before + 10);
        await second.QueuedAsync(pair.Second, 60_000, 300_000);
        var large = pair.Remote.NoteBytesAsync(1, new byte[Large]).AsTask();
        second.Break();
        await Assert.ThrowsAsync<PeerException>(() => next.Soon());
        await pair.First.Completion.Soon();
        await pair.Second.Completion.Soon();
        await large.ContinueWith(_ => { }, TaskScheduler.Default).Soon();
        Assert.Equal((0, 0), (pair.First.GetStatistics().BytesQueued, pair.Second.GetStatistics().BytesQueued));
    }

    [Fact]
    public async Task Large_arguments_that_are_being_sent_count_against_the_limit_of_queued_calls()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second, new() { MaxQueuedCallBytes = 6 * Large }, new());
        await pair.First.Connected.Soon();
        first.SendStalled = true;
        var calls = new List<Task<byte[]>>();
        for (var i = 0; i < 10; i++)
        {
            calls.Add(pair.Remote.EchoBytesAsync(new byte[Large]).AsTask());
        }

        // A megabyte and its length lie in an array of two.
        await first.QueuedAsync(pair.First, 2 * Large, (3 * Large) + 100_000);
        var refused = calls.Where(call => call.IsFaulted).ToList();
        Assert.InRange(refused.Count, 7, 8);
        foreach (var call in refused)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
            Assert.Equal((PeerStatus.LimitExceeded, PeerCallFate.NotSent), (error.Status, error.Fate));
        }

        // A small one is not in the way of anybody.
        var small = pair.Remote.AddAsync(1, 2).AsTask();
        first.SendStalled = false;
        Assert.Equal(3, await small.Soon());
        await Task.WhenAll(calls.Except(refused)).Soon();
        Assert.Equal(Large, (await pair.Remote.EchoBytesAsync(new byte[Large]).Soon()).Length);
    }

    [Fact]
    public async Task What_waits_counts_against_the_limit_as_the_array_it_lies_in()
    {
        var (first, second) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, second, new() { MaxQueuedCallBytes = 3 * Large }, new());
        await pair.First.Connected.Soon();
        first.SendStalled = true;
        var alone = pair.Remote.EchoBytesAsync(new byte[Large]).AsTask();
        await first.QueuedAsync(pair.First, Large, Large + 10_000);

        // A second one would lie in two megabytes more, of which one is left.
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoBytesAsync(new byte[Large]).Soon());
        Assert.Equal(PeerStatus.LimitExceeded, error.Status);
        var half = pair.Remote.EchoBytesAsync(new byte[400_000]).AsTask();
        Assert.False(half.IsFaulted);
        first.SendStalled = false;
        Assert.Equal((Large, 400_000), ((await alone.Soon()).Length, (await half.Soon()).Length));
    }

    [Fact]
    public async Task Large_arguments_of_cancelled_calls_do_not_count_any_more_and_one_larger_than_the_limit_may_go_alone()
    {
        var (first, other) = FaultInjectingPeerChannel.CreatePair();
        await using var pair = SessionPair.Over(first, other, new() { MaxQueuedCallBytes = 64 * 1024 }, new());
        await pair.First.Connected.Soon();
        pair.SecondService.OnEcho = static (text, _) => new($"{text.Length}");
        first.SendStalled = true;
        for (var i = 0; i < 3; i++)
        {
            using var cancel = new CancellationTokenSource();
            var call = pair.Remote.EchoAsync(new string('x', Large), cancel.Token).AsTask();
            Assert.False(call.IsCompleted);
            var second = pair.Remote.EchoAsync(new string('x', Large), TestContext.Current.CancellationToken).AsTask();
            Assert.True(second.IsFaulted);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        }

        first.SendStalled = false;
        Assert.Equal($"{Large}", await pair.Remote.EchoAsync(new string('x', Large), TestContext.Current.CancellationToken).Soon());
    }

    /// <summary>Answers to control frames may be on their way for a moment.</summary>
    private static Task NothingWaits(PeerSession session) => Bound.Until(() => session.GetStatistics().BytesQueued == 0);

    private static async IAsyncEnumerable<int> ReadLater(IAsyncEnumerable<int> numbers, Task start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await start.WaitAsync(cancellationToken);
        await foreach (var number in numbers.WithCancellation(cancellationToken))
        {
            yield return number;
        }
    }

    private sealed class Produced(int enough)
    {
        public TaskCompletionSource Enough { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async IAsyncEnumerable<int> Numbers(int count)
        {
            for (var i = 0; i < count; i++)
            {
                if (i == enough)
                {
                    // What is encoded so far leaves, or waits, before the next item is there.
                    await Task.Yield();
                    Enough.TrySetResult();
                }

                yield return i;
            }
        }
    }
}
