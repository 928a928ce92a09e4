using System.Runtime.CompilerServices;

namespace TypedPeer.Tests.Streams;

/// <summary>Calls with streams both ways, ended from either side at any point: both sides end, once.</summary>
public class StreamEndTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_fails_says_so_on_a_channel_with_small_messages_too()
    {
        await using var pair = SessionPair.Create(maxMessageSize: 1200);
        pair.SecondService.OnCount = static (_, _) => FailAfterOne();
        var download = await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(1)).Soon());
        Assert.Equal(PeerStatus.NotFound, download.Status);
        var seen = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnSum = async (numbers, token) =>
        {
            try
            {
                return await numbers.CountAsync(token);
            }
            catch (PeerException e)
            {
                seen.TrySetResult(e);
                throw;
            }
        };
        await Assert.ThrowsAsync<PeerException>(() => pair.Remote.SumAsync(FailAfterOne()).Soon());
        Assert.Equal(PeerStatus.NotFound, Assert.IsType<PeerException>(await seen.Task.Soon()).Status);

        static async IAsyncEnumerable<int> FailAfterOne()
        {
            yield return 1;
            await Task.Yield();
            throw new PeerException(PeerStatus.NotFound, new string('x', 2000));
        }
    }

    [Fact]
    public async Task A_caller_that_has_sent_everything_still_receives()
    {
        await using var pair = SessionPair.Create();
        var upload = new Source(3);
        pair.SecondService.OnDouble = After;
        Assert.Equal([6, 0, 1, 2, 3, 4], await StreamTests.ToList(pair.Remote.DoubleAsync(upload)).Soon());
        await upload.Ended.Task.Soon();
        await AssertIdleAsync(pair);

        static async IAsyncEnumerable<int> After(IAsyncEnumerable<int> numbers, [EnumeratorCancellation] CancellationToken token)
        {
            // The upload is over before the first item of the answer is.
            yield return await numbers.SumAsync(token) * 2;
            for (var i = 0; i < 5; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }

    [Fact]
    public async Task A_streamed_answer_that_ends_early_ends_the_upload()
    {
        await using var pair = SessionPair.Create();
        var upload = new Source(int.MaxValue);
        pair.SecondService.OnDouble = static (numbers, _) => numbers.Take(3);
        Assert.Equal([0, 1, 2], await StreamTests.ToList(pair.Remote.DoubleAsync(upload)).Soon());
        await upload.Ended.Task.Soon();
        await AssertIdleAsync(pair);
    }

    [Fact]
    public async Task Leaving_a_streamed_answer_ends_the_upload_that_goes_with_it()
    {
        await using var pair = SessionPair.Create();
        var upload = new Source(int.MaxValue);
        await foreach (var number in pair.Remote.DoubleAsync(upload).WithCancellation(Cancel))
        {
            if (number == 10)
            {
                break;
            }
        }

        await upload.Ended.Task.Soon();
        await AssertIdleAsync(pair);
    }

    [Fact]
    public async Task An_upload_that_fails_midway_is_seen_by_the_handler_behind_the_items_before()
    {
        await using var pair = SessionPair.Create();
        var upload = new Source(5, new PeerException(PeerStatus.NotFound, "no sixth"));
        var seen = new List<int>();
        var failure = new TaskCompletionSource<PeerException>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnSum = async (numbers, token) =>
        {
            try
            {
                await foreach (var number in numbers.WithCancellation(token))
                {
                    seen.Add(number);
                }
            }
            catch (PeerException e)
            {
                failure.SetResult(e);
            }

            return seen.Count;
        };
        Assert.Equal(5, await pair.Remote.SumAsync(upload, Cancel).Soon());
        Assert.Equal([0, 1, 2, 3, 4], seen);
        var error = await failure.Task.Soon();
        Assert.Equal(PeerStatus.NotFound, error.Status);
        Assert.Equal("no sixth", error.Message);
        await upload.Ended.Task.Soon();
        await AssertIdleAsync(pair);
    }

    [Fact]
    public async Task An_answer_that_fails_midway_ends_the_upload_and_comes_behind_its_items()
    {
        await using var pair = SessionPair.Create();
        var upload = new Source(int.MaxValue);
        pair.SecondService.OnDouble = Failing;
        var seen = new List<int>();
        var error = await Assert.ThrowsAsync<PeerException>(async () =>
        {
            await foreach (var number in pair.Remote.DoubleAsync(upload).WithCancellation(Cancel))
            {
                seen.Add(number);
            }
        });
        Assert.Equal(PeerStatus.Application, error.Status);
        Assert.Equal([0, 1], seen);
        await upload.Ended.Task.Soon();
        await AssertIdleAsync(pair);

        static async IAsyncEnumerable<int> Failing(IAsyncEnumerable<int> numbers, [EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var number in numbers.WithCancellation(token))
            {
                if (number == 2)
                {
                    throw new PeerException(PeerStatus.Application, "enough");
                }

                yield return number;
            }
        }
    }

    [Fact]
    public async Task Both_sides_may_end_a_call_at_once()
    {
        await using var pair = SessionPair.Create();
        pair.SecondService.OnDouble = static (numbers, _) => numbers.Take(100);
        for (var i = 0; i < 200; i++)
        {
            var upload = new Source(int.MaxValue);
            await foreach (var number in pair.Remote.DoubleAsync(upload).WithCancellation(Cancel))
            {
                if (number == 98 || (number == 99 && i % 2 == 0))
                {
                    break;
                }
            }

            await upload.Ended.Task.Soon();
        }

        await AssertIdleAsync(pair);
    }

    /// <summary>No call is left on either side, and the session still works.</summary>
    private static async Task AssertIdleAsync(SessionPair pair)
    {
        await Bound.Until(() => pair.First.GetStatistics().CallsInFlight + pair.Second.GetStatistics().CallsRunning == 0);

        Assert.Equal(5, await pair.Remote.AddAsync(2, 3).Soon());
        Assert.Equal(0, pair.Second.GetStatistics().BytesHeld);
    }

    /// <summary>Numbers, and whether whoever counted them was let go, exactly once.</summary>
    private sealed class Source(int count, Exception? failure = null) : IAsyncEnumerable<int>
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            try
            {
                for (var i = 0; i < count; i++)
                {
                    await Task.Yield();
                    yield return i;
                }

                if (failure is not null)
                {
                    throw failure;
                }
            }
            finally
            {
                Ended.SetResult();
            }
        }
    }
}
