using System.Threading.Tasks.Sources;
using TypedPeer.Tests.Pools;

namespace TypedPeer.Tests.Streams;

/// <summary>Task sources of the application's own that say more than once that they are complete: what waits for them is pooled, and somebody else's by then.</summary>
public class TwiceCompletedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_whose_task_completes_twice_answers_once_and_no_other_call()
    {
        await using var pair = SessionPair.Create();
        pair.SecondService.OnEcho = static (text, _) => text == "twice" ? new Twice<string>(text).Task : Later(text);
        for (var i = 0; i < 200; i++)
        {
            var calls = Enumerable.Range(0, 8).Select(n => (Text: n % 2 == 0 ? "twice" : $"{n}", Number: n)).Select(
                async call => Assert.Equal(call.Text, await pair.Remote.EchoAsync(call.Text, Token)));
            await Task.WhenAll(calls).Soon();
        }

        Assert.Empty(CheckedPools.Instance.Violations);

        static async ValueTask<string> Later(string text)
        {
            await Task.Yield();
            return text;
        }
    }

    [Fact]
    public async Task An_enumerator_that_answers_twice_ends_at_most_its_own_stream()
    {
        await using var pair = SessionPair.Create();
        pair.SecondService.OnCount = static (count, _) => new TwiceItems(count);
        for (var i = 0; i < 200; i++)
        {
            try
            {
                Assert.All(await StreamTests.ToList(pair.Remote.CountAsync(50, Token)).Soon(), static number => Assert.InRange(number, 1, 50));
            }
            catch (PeerException e)
            {
                Assert.Equal(PeerStatus.HandlerFailed, e.Status);
            }

            Assert.Equal(5, await pair.Remote.AddAsync(2, 3).Soon());
        }

        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 0);
        Assert.Empty(CheckedPools.Instance.Violations);
    }

    /// <summary>Completes on another thread, and calls whoever waits again a little later, on a third.</summary>
    private sealed class Twice<T>(T result) : IValueTaskSource<T>
    {
        private volatile bool _isComplete;

        public ValueTask<T> Task => new(this, 0);

        public T GetResult(short token) => _isComplete ? result : throw new InvalidOperationException();

        public ValueTaskSourceStatus GetStatus(short token) => _isComplete ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            ThreadPool.QueueUserWorkItem(_ =>
            {
                _isComplete = true;
                ThreadPool.QueueUserWorkItem(_ => continuation(state));
                continuation(state);
            });
    }

    private sealed class TwiceItems(int count) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        public int Current { get; private set; }

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync() => new Twice<bool>(++Current <= count).Task;

        public ValueTask DisposeAsync() => default;
    }
}
