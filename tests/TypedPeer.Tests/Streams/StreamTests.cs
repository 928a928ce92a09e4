using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace TypedPeer.Tests.Streams;

public class StreamTests
{
    [Fact]
    public async Task A_streamed_result_comes_whole_and_in_order()
    {
        await using var pair = SessionPair.Create();
        var items = await ToList(pair.Remote.CountAsync(100_000)).Soon();
        Assert.Equal(Enumerable.Range(0, 100_000), items);
    }

    [Fact]
    public async Task A_streamed_argument_comes_whole()
    {
        await using var pair = SessionPair.Create();
        Assert.Equal(4999950000L, await pair.Remote.SumAsync(Numbers(100_000)).Soon());
    }

    [Fact]
    public async Task Streams_go_both_ways_in_one_call()
    {
        await using var pair = SessionPair.Create();
        var items = await ToList(pair.Remote.DoubleAsync(Numbers(10_000))).Soon();
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => i * 2), items);
    }

    [Fact]
    public async Task An_empty_stream_ends_at_once()
    {
        await using var pair = SessionPair.Create();
        Assert.Empty(await ToList(pair.Remote.CountAsync(0)).Soon());
        Assert.Equal(0, await pair.Remote.SumAsync(Numbers(0)).Soon());
    }

    [Theory]
    [InlineData(100_000, 20)]
    [InlineData(1_000_000, 5)]
    public async Task Items_larger_than_a_chunk_or_the_window_come_whole(int size, int count)
    {
        await using var pair = SessionPair.Create(new() { StreamWindowBytes = 64 * 1024 });
        var i = 0;
        await foreach (var block in pair.Remote.BlocksAsync(count, size).WithCancellation(TestContext.Current.CancellationToken))
        {
            var expected = new byte[size];
            new Random(i++).NextBytes(expected);
            Assert.True(expected.AsSpan().SequenceEqual(block), $"block {i} differs");
        }

        Assert.Equal(count, i);
    }

    [Fact]
    public async Task The_last_bytes_of_an_item_that_is_larger_than_the_window_do_not_travel_alone()
    {
        const int Window = 16 * 1024;
        var log = new ConcurrentQueue<string>();
        await using var pair = SessionPair.Create(new() { StreamWindowBytes = Window, MaxStreamWindowBytes = Window, FrameLog = log.Enqueue });

        // With its length in front an item has a few bytes more than the window.
        Assert.Equal(50, (await ToList(pair.Remote.BlocksAsync(50, Window)).Soon()).Count);
        Assert.InRange(log.Count(line => line.StartsWith("> Credit", StringComparison.Ordinal)), 45, 55);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Items_wait_for_more_of_them_only_while_these_come_quickly(int microsecondsPerItem, bool leaveEarly)
    {
        const int Items = 7000;
        var log = new ConcurrentQueue<string>();
        var time = new FakeTimeProvider();
        var haveLeft = false;
        await using var pair = SessionPair.Create(new() { FrameLog = log.Enqueue, TimeProvider = time }, new() { TimeProvider = time });
        Assert.Equal(Items * (Items - 1L) / 2, await pair.Remote.SumAsync(Produce()).Soon());
        Assert.Equal(leaveEarly, haveLeft);

        // It never makes the session wait, so only its time can tell how quick it is.
        async IAsyncEnumerable<int> Produce()
        {
            for (var i = 0; i < Items; i++)
            {
                time.Advance(TimeSpan.FromMicroseconds(microsecondsPerItem));
                if (i == Items - 1000)
                {
                    // With five bytes each, 16 KiB are full by now and 48 KiB are not.
                    haveLeft = SpinWait.SpinUntil(() => log.Any(line => line.StartsWith("> Data", StringComparison.Ordinal)), leaveEarly ? Bound.Time : TimeSpan.Zero);
                }

                yield return i;
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Each_enumeration_of_a_streamed_result_is_a_call_of_its_own()
    {
        await using var pair = SessionPair.Create();
        var stream = pair.Remote.CountAsync(3);
        Assert.Equal(0, pair.First.GetStatistics().CallsMade);
        Assert.Equal([0, 1, 2], await ToList(stream).Soon());
        Assert.Equal([0, 1, 2], await ToList(stream).Soon());
        Assert.Equal(2, pair.First.GetStatistics().CallsMade);
    }

    [Fact]
    public async Task Breaking_out_of_a_stream_ends_its_producer()
    {
        await using var pair = SessionPair.Create();
        await foreach (var item in pair.Remote.CountAsync(int.MaxValue).WithCancellation(TestContext.Current.CancellationToken))
        {
            if (item == 10)
            {
                break;
            }
        }

        await pair.SecondService.EnumerationEnded.Task.Soon();
    }

    [Fact]
    public async Task Cancelling_an_enumeration_ends_it_on_both_sides()
    {
        await using var pair = SessionPair.Create();
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in pair.Remote.CountAsync(int.MaxValue).WithCancellation(source.Token))
            {
                if (item == 10)
                {
                    await source.CancelAsync();
                }
            }
        });
        await pair.SecondService.EnumerationEnded.Task.Soon();
    }

    [Fact]
    public async Task A_consumer_that_stops_reading_holds_back_its_own_producer_and_nobody_else()
    {
        await using var pair = SessionPair.Create();
        await using var slow = pair.Remote.BlocksAsync(100_000, 1000).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await slow.MoveNextAsync().Soon());
        Assert.Equal(Enumerable.Range(0, 50_000), await ToList(pair.Remote.CountAsync(50_000)).Soon());
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        Assert.InRange(pair.SecondService.Produced - 50_000, 1, 2000);
    }

    [Fact]
    public async Task Items_before_an_error_arrive_before_the_error()
    {
        await using var pair = SessionPair.Create();
        pair.SecondService.OnCount = static (_, _) => Failing();
        var items = new List<int>();
        var error = await Assert.ThrowsAsync<PeerException>(async () =>
        {
            await foreach (var item in pair.Remote.CountAsync(1).WithCancellation(TestContext.Current.CancellationToken))
            {
                items.Add(item);
            }
        });
        Assert.Equal(PeerStatus.NotFound, error.Status);
        Assert.Equal([1, 2], items);

        static async IAsyncEnumerable<int> Failing()
        {
            yield return 1;
            yield return 2;
            await Task.Yield();
            throw new PeerException(PeerStatus.NotFound, "no third");
        }
    }

    [Fact]
    public async Task A_failing_streamed_argument_fails_the_call_with_the_callers_own_exception_inside()
    {
        await using var pair = SessionPair.Create();
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.SumAsync(Failing()).Soon());
        Assert.IsType<InvalidDataException>(error.InnerException);

        static async IAsyncEnumerable<int> Failing()
        {
            yield return 1;
            await Task.Yield();
            throw new InvalidDataException("broken source");
        }
    }

    [Fact]
    public async Task A_handler_that_returns_early_ends_the_upload()
    {
        await using var pair = SessionPair.Create();
        pair.SecondService.OnSum = static async (numbers, token) =>
        {
            await foreach (var number in numbers.WithCancellation(token))
            {
                if (number == 5)
                {
                    return number;
                }
            }

            return -1;
        };
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.Equal(5, await pair.Remote.SumAsync(Endless(ended)).Soon());
        await ended.Task.Soon();

        static async IAsyncEnumerable<int> Endless(TaskCompletionSource ended)
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    yield return i;
                    await Task.Yield();
                }
            }
            finally
            {
                ended.SetResult();
            }
        }
    }

    [Fact]
    public async Task A_producer_sees_its_token_cancelled_before_it_is_disposed()
    {
        await using var pair = SessionPair.Create();
        for (var i = 0; i < 200; i++)
        {
            var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            pair.SecondService.OnCount = (_, token) => Watched(token, cancelled);
            await foreach (var item in pair.Remote.CountAsync(1).WithCancellation(TestContext.Current.CancellationToken))
            {
                if (item == i)
                {
                    break;
                }
            }

            Assert.True(await cancelled.Task.Soon());
            cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            pair.SecondService.OnSum = static async (numbers, token) =>
            {
                // An iterator that was never asked for an item has no end to run.
                await numbers.GetAsyncEnumerator(token).MoveNextAsync();
                return 7L;
            };
            Assert.Equal(7, await pair.Remote.SumAsync(Watched(default, cancelled)).Soon());
            Assert.True(await cancelled.Task.Soon());
        }

        static async IAsyncEnumerable<int> Watched(
            CancellationToken token, TaskCompletionSource<bool> cancelled, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken own = default)
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    yield return i;
                    await Task.Yield();
                }
            }
            finally
            {
                cancelled.SetResult(token.IsCancellationRequested || own.IsCancellationRequested);
            }
        }
    }

    [Fact]
    public async Task A_handler_that_never_looks_at_its_stream_still_answers_and_ends_the_upload()
    {
        await using var pair = SessionPair.Create();
        pair.SecondService.OnSum = static (_, _) => ValueTask.FromResult(7L);
        Assert.Equal(7, await pair.Remote.SumAsync(Numbers(10_000_000)).Soon());
    }

    internal static async Task<List<T>> ToList<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items.WithCancellation(TestContext.Current.CancellationToken))
        {
            list.Add(item);
        }

        return list;
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }
}
