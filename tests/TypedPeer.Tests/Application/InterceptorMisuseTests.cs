using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Application;

/// <summary>Interceptors that keep the rest of the chain and go on when, or where, they may not: the object of a call that came is pooled.</summary>
public class InterceptorMisuseTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interceptor_that_goes_on_after_it_returned_is_refused_and_reaches_no_other_call(bool isIncoming)
    {
        var keeping = new Keeping();
        await using var pair = Create(isIncoming, keeping);
        Assert.Equal("kept", await pair.Remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon());

        // Takes what the first left in the pool, and is under way when that goes on.
        var waiting = pair.Remote.WaitAsync(CancellationToken.None).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        await Assert.ThrowsAsync<InvalidOperationException>(() => keeping.GoOnAsync().AsTask().Soon());

        pair.SecondService.OnEcho = static (_, _) => throw new NotSupportedException("The handler was reached.");
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, pair.First.GetStatistics().CallsInFlight);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_was_answered_is_not_gone_on_with(bool isIncoming)
    {
        var keeping = new Keeping();
        await using var pair = Create(isIncoming, keeping);
        Assert.Equal([7], await StreamTests.ToList(pair.Remote.CountAsync(3, TestContext.Current.CancellationToken)).Soon());
        await Assert.ThrowsAsync<InvalidOperationException>(() => keeping.GoOnAsync().AsTask().Soon());
        Assert.Equal(0, pair.SecondService.Produced);
    }

    [Fact]
    public async Task A_call_whose_interceptor_did_not_wait_is_answered_when_its_handler_has_taken_it()
    {
        var failing = new FailsBesideItsHandler();
        await using var pair = Create(isIncoming: true, failing);
        var release = new TaskCompletionSource();
        pair.SecondService.OnEcho = (text, _) =>
        {
            failing.Entered.SetResult();
            release.Task.Wait(TestContext.Current.CancellationToken);
            return ValueTask.FromResult(text);
        };
        var call = pair.Remote.EchoAsync("x", TestContext.Current.CancellationToken).AsTask();
        await failing.Failed.Task.Soon();
        Assert.Equal("others", await pair.Remote.ConcurrentAsync("others").Soon());
        release.SetResult();
        Assert.Equal(PeerStatus.NotFound, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);

        // The handler came to its end undisturbed, on an object that was still its own.
        await failing.Going!.Soon();
    }

    [Fact]
    public async Task What_a_handler_fails_with_whose_interceptor_did_not_wait_is_told()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new PeerSessionOptions { HandlerFailed = (method, e) => _ = e.Message == "late" && told.TrySetResult(method) };
        options.IncomingInterceptors.Add(new DoesNotWait());
        await using var pair = SessionPair.Create(new(), options);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = async (_, _) =>
        {
            await release.Task;
            throw new InvalidOperationException("late");
        };
        Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon())).Status);
        release.SetResult();
        Assert.Equal("TypedPeer.Tests.Contracts.ITestContract.EchoAsync(string)", await told.Task.Soon());
    }

    [Fact]
    public async Task Interceptors_that_go_on_at_any_moment_give_no_call_the_answer_of_another()
    {
        var options = new PeerSessionOptions { HandlerFailed = static (_, _) => { } };
        options.IncomingInterceptors.Add(new GoesOnBesideItsEnd());
        await using var pair = SessionPair.Create(new(), options);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 250; i++)
            {
                var sent = $"{caller}.{i}";
                try
                {
                    var got = await pair.Remote.EchoAsync(sent, TestContext.Current.CancellationToken);
                    Assert.Contains(got, (string[])[sent, "instead"]);
                }
                catch (PeerException e)
                {
                    Assert.Equal(PeerStatus.HandlerFailed, e.Status);
                }

                Assert.Equal(caller + i, await pair.Remote.AddAsync(caller, i));
            }
        }))).Soon();
        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 0);
        Assert.False(pair.Second.Completion.IsCompleted);
    }

    private static SessionPair Create(bool isIncoming, PeerInterceptor interceptor)
    {
        var options = new PeerSessionOptions { HandlerFailed = static (_, _) => { } };
        (isIncoming ? options.IncomingInterceptors : options.OutgoingInterceptors).Add(interceptor);
        return isIncoming ? SessionPair.Create(new(), options) : SessionPair.Create(options, new());
    }

    /// <summary>Answers, and keeps the rest of the chain.</summary>
    private sealed class Keeping : PeerInterceptor
    {
        private Func<ValueTask>? _next;

        public ValueTask GoOnAsync() => _next!();

        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            switch (invocation.Method)
            {
                case "EchoAsync(string)":
                    invocation.Result = "kept";
                    break;
                case "CountAsync(int)":
                    invocation.Result = Seven();
                    break;
                default:
                    return next();
            }

            _next = next;
            return default;
        }

        private static async IAsyncEnumerable<int> Seven()
        {
            await Task.CompletedTask;
            yield return 7;
        }
    }

    private sealed class FailsBesideItsHandler : PeerInterceptor
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task? Going { get; private set; }

        public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            if (invocation.Method != "EchoAsync(string)")
            {
                await next();
                return;
            }

            Going = Task.Run(async () => await next());
            await Entered.Task;
            Failed.SetResult();
            throw new PeerException(PeerStatus.NotFound, "enough");
        }
    }

    private sealed class DoesNotWait : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            _ = next().AsTask();
            return default;
        }
    }

    private sealed class GoesOnBesideItsEnd : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            if (invocation.Method != "EchoAsync(string)" || invocation.GetHashCode() % 2 == 0)
            {
                return next();
            }

            invocation.Result = "instead";
            _ = Task.Run(async () => await next(), CancellationToken.None);
            return default;
        }
    }
}
