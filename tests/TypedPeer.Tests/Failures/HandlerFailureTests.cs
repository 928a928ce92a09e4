using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Failures;

/// <summary>What a handler fails with is told to its caller or to the application, as what it is, wherever it comes from.</summary>
public class HandlerFailureTests
{
    private const string Secret = "account 4711 is locked";

    /// <summary>What is a failure of the handler's own, and nothing it announced.</summary>
    private static readonly Dictionary<string, Func<Task<Exception>>> Unannounced = new(StringComparer.Ordinal)
    {
        ["an exception"] = () => Task.FromResult<Exception>(new InvalidOperationException(Secret)),
        ["a timeout of its own"] = async () => (await Record.ExceptionAsync(static async () =>
        {
            using var own = new CancellationTokenSource();
            await own.CancelAsync();
            await Task.Delay(Timeout.Infinite, own.Token);
        }))!,
        ["a cancellation of nobody"] = () => Task.FromResult<Exception>(new OperationCanceledException(Secret)),
        ["a cancellation it waited for"] = () => Task.FromResult<Exception>(new AggregateException(new TaskCanceledException(Secret))),
        ["several at once"] = () => Task.FromResult<Exception>(new AggregateException(new PeerException(PeerStatus.NotFound, Secret), new PeerException(PeerStatus.NotFound, Secret))),
        ["what another call was refused with"] = () => NestedAsync(static _ => throw new PeerException(PeerStatus.PermissionDenied, Secret) { Detail = new Sickness { Name = Secret } }),
        ["that, waited for"] = async () => new AggregateException(await NestedAsync(static _ => throw new PeerException(PeerStatus.PermissionDenied, Secret))),
        ["what another call was lost with"] = () => NestedAsync(static async session =>
        {
            await session.DisposeAsync();
            return 1;
        }),
        ["data that is not the arguments'"] = () => Task.FromResult<Exception>(new PeerDataException(Secret)),
    };

    public static TheoryData<string, FailingPlace> Failures => [.. from name in Unannounced.Keys from place in Enum.GetValues<FailingPlace>() select (name, place)];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_a_handler_did_not_announce_is_a_failure_of_the_handler_for_its_caller_and_is_told_here(string name, FailingPlace place)
    {
        var exception = await Unannounced[name]();
        var told = new ConcurrentQueue<(string Method, Exception Exception)>();
        await using var pair = new FailingPair(() => exception, place, new() { HandlerFailed = (method, e) => told.Enqueue((method, e)) });
        foreach (var (method, call) in pair.Calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call().Soon());
            Assert.Equal(PeerStatus.HandlerFailed, error.Status);
            Assert.DoesNotContain(Secret, error.Message, StringComparison.Ordinal);
            Assert.Contains($"IFailing.{method}(", error.Message, StringComparison.Ordinal);
            Assert.Null(error.Detail);
            Assert.True(told.TryDequeue(out var report));
            Assert.Contains($"IFailing.{method}(", report.Method, StringComparison.Ordinal);
            Assert.True(ReferenceEquals(report.Exception, exception) || report.Exception is { } && ((AggregateException)exception).InnerException == report.Exception);
        }

        await pair.Remote.NoteAsync().Soon();
        await Bound.Until(() => !told.IsEmpty);
        Assert.DoesNotContain(pair.Sessions, session => session.Completion.IsCompleted);
        Assert.Single(told);
    }

    [Theory]
    [InlineData(FailingPlace.AtOnce)]
    [InlineData(FailingPlace.Later)]
    [InlineData(FailingPlace.Midway)]
    [InlineData(FailingPlace.Disposal)]
    public async Task An_announced_error_is_the_callers_and_of_a_one_way_call_the_applications(FailingPlace place)
    {
        var told = new ConcurrentQueue<(string Method, Exception Exception)>();
        await using var pair = new FailingPair(
            () => new PeerException(PeerStatus.NotFound, "no such thing") { Detail = new Sickness { Name = "flu" } }, place, new() { HandlerFailed = (method, e) => told.Enqueue((method, e)) });
        foreach (var (_, call) in pair.Calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call().Soon());
            Assert.Equal((PeerStatus.NotFound, "no such thing"), (error.Status, error.Message));
            Assert.Equal("flu", Assert.IsType<Sickness>(error.Detail).Name);
        }

        Assert.Empty(told);
        await pair.Remote.NoteAsync().Soon();
        await Bound.Until(() => !told.IsEmpty);
        var report = Assert.Single(told);
        Assert.Equal("no such thing", Assert.IsType<PeerException>(report.Exception).Message);
    }

    [Fact]
    public async Task An_announced_error_that_was_waited_for_is_still_announced()
    {
        await using var pair = new FailingPair(() => new AggregateException(new PeerException(PeerStatus.NotFound, "no such thing")), FailingPlace.Later, new());
        foreach (var (_, call) in pair.Calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call().Soon());
            Assert.Equal((PeerStatus.NotFound, "no such thing"), (error.Status, error.Message));
        }
    }

    [Fact]
    public async Task What_made_the_object_for_a_call_fails_it_like_its_handler()
    {
        var told = new ConcurrentQueue<string>();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        Func<PeerInstance> rent = static () => throw new OperationCanceledException(Secret);
        await using var callee = PeerSession.Start(
            second, peer => peer.ServePerCall<IFailing>(() => rent()), new() { HandlerFailed = (_, e) => told.Enqueue(e.Message) });
        var remote = caller.GetRemote<IFailing>();
        Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => remote.DoAsync().Soon())).Status);
        Assert.Equal([Secret], told);
        rent = static () => default;
        Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => remote.DoAsync().Soon())).Status);
        Assert.Contains("IFailing returned none", told.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_call_told_an_interceptor_or_a_rule_stays_here(bool rule)
    {
        var exception = await Unannounced["what another call was refused with"]();
        var told = new ConcurrentQueue<Exception>();
        var options = new PeerSessionOptions { HandlerFailed = (_, e) => told.Enqueue(e) };
        if (rule)
        {
            options.AuthorizeCall = _ => throw exception;
        }
        else
        {
            options.IncomingInterceptors.Add(new Throwing(exception));
        }

        await using var pair = new FailingPair(static () => new NotSupportedException(), FailingPlace.Later, options);
        foreach (var (_, call) in pair.Calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call().Soon());
            Assert.Equal(PeerStatus.HandlerFailed, error.Status);
            Assert.DoesNotContain(Secret, error.Message, StringComparison.Ordinal);
            Assert.True(told.TryDequeue(out var report));
            Assert.Same(exception, report);
        }

        await pair.Remote.NoteAsync().Soon();
        await Bound.Until(() => told.Count == 1);
    }

    [Fact]
    public async Task A_handler_that_is_cancelled_by_its_caller_is_no_failure()
    {
        var told = new ConcurrentQueue<Exception>();
        await using var pair = SessionPair.Create(null, new() { HandlerFailed = (_, e) => told.Enqueue(e) });
        using var source = new CancellationTokenSource();
        var call = pair.Remote.WaitAsync(source.Token).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 0);
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_failure_nobody_asked_to_be_told_of_goes_to_the_trace_and_so_does_one_the_callback_throws_at()
    {
        var listener = new Listener();
        System.Diagnostics.Trace.Listeners.Add(listener);
        try
        {
            await using var silent = new FailingPair(static () => new InvalidOperationException("first of its kind"), FailingPlace.Later, new());
            await Assert.ThrowsAsync<PeerException>(() => silent.Remote.DoAsync().Soon());
            await using var broken = new FailingPair(
                static () => new InvalidOperationException("second of its kind"), FailingPlace.Later, new() { HandlerFailed = static (_, _) => throw new NotSupportedException("third of its kind") });
            await Assert.ThrowsAsync<PeerException>(() => broken.Remote.DoAsync().Soon());
            await broken.Remote.NoteAsync().Soon();
            await Assert.ThrowsAsync<PeerException>(() => broken.Remote.DoAsync().Soon());
        }
        finally
        {
            System.Diagnostics.Trace.Listeners.Remove(listener);
        }

        Assert.Contains(listener.Lines, line => line.Contains("IFailing.DoAsync()", StringComparison.Ordinal) && line.Contains("first of its kind", StringComparison.Ordinal));
        Assert.Contains(listener.Lines, line => line.Contains("second of its kind", StringComparison.Ordinal));
        Assert.Contains(listener.Lines, line => line.Contains("third of its kind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_way_calls_that_are_refused_are_told_here_however_many_as_one_report()
    {
        var told = new ConcurrentQueue<string>();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(
            second,
            peer => peer.Serve<IOrders>(new HealthService("orders")).Serve<IInvoices>(new HealthService("invoices")),
            new() { HandlerFailed = (_, e) => told.Enqueue(e.Message) });
        await caller.GetRemote<IHealth>().NoteAsync("lost").Soon();
        await Bound.Until(() => !told.IsEmpty);
        Assert.Contains("IOrders and TypedPeer.Tests.Contracts.IInvoices", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_of_the_callers_own_that_fail_are_told_on_its_side_when_no_call_fails_by_them()
    {
        var told = new ConcurrentQueue<(string What, Exception Exception)>();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first, null, new() { HandlerFailed = (what, e) => told.Enqueue((what, e)) });
        var service = new Forgiving();
        await using var callee = PeerSession.Start(second, peer => peer.Serve<IFailing>(service));
        Assert.Equal(7, await caller.GetRemote<IFailing>().SumAsync(Broken()).Soon());
        await Bound.Until(() => !told.IsEmpty);
        var (what, exception) = Assert.Single(told);
        Assert.Contains("IFailing.SumAsync(", what, StringComparison.Ordinal);
        Assert.Equal(Secret, exception.Message);
        Assert.DoesNotContain(Secret, service.Seen!.Message, StringComparison.Ordinal);

        static async IAsyncEnumerable<int> Broken()
        {
            yield return 1;
            await Task.Yield();
            throw new InvalidOperationException(Secret);
        }
    }

    /// <summary>Returns what a call to somebody else ends with.</summary>
    private static async Task<Exception> NestedAsync(Func<PeerSession, Task<int>> answer)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        PeerSession? callee = null;
        callee = PeerSession.Start(second, peer => peer.Serve<IFailing>(new Answering(() => answer(caller))));
        await using (callee)
        {
            return (await Record.ExceptionAsync(() => caller.GetRemote<IFailing>().SideAsync().Soon()))!;
        }
    }

    private sealed class Answering(Func<Task<int>> answer) : IFailing
    {
        public ValueTask<string> AnswerAsync(CancellationToken cancellationToken) => default;

        public Task DoAsync() => Task.CompletedTask;

        public IAsyncEnumerable<int> ManyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> SumAsync(IAsyncEnumerable<int> numbers) => default;

        public ValueTask NoteAsync() => default;

        public async ValueTask<int> SideAsync() => await answer();
    }

    private sealed class Forgiving : IFailing
    {
        public Exception? Seen { get; private set; }

        public ValueTask<string> AnswerAsync(CancellationToken cancellationToken) => default;

        public Task DoAsync() => Task.CompletedTask;

        public IAsyncEnumerable<int> ManyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public async ValueTask<int> SumAsync(IAsyncEnumerable<int> numbers)
        {
            Seen = await Record.ExceptionAsync(() => StreamTests.ToList(numbers));
            return 7;
        }

        public ValueTask NoteAsync() => default;

        public ValueTask<int> SideAsync() => default;
    }

    private sealed class Throwing(Exception exception) : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next) => throw exception;
    }

    private sealed class Listener : System.Diagnostics.TraceListener
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message) => Lines.Enqueue(message ?? string.Empty);
    }

    private sealed class FailingPair : IAsyncDisposable
    {
        public FailingPair(Func<Exception> fail, FailingPlace place, PeerSessionOptions callee)
        {
            var (first, second) = InMemoryPeerChannel.CreatePair();
            Sessions = [PeerSession.Start(first), PeerSession.Start(second, peer => peer.Serve<IFailing>(new FailingService(fail, place)), callee)];
            Remote = Sessions[0].GetRemote<IFailing>();
            Calls =
            [
                ("AnswerAsync", () => Remote.AnswerAsync().AsTask()),
                ("DoAsync", () => Remote.DoAsync()),
                ("ManyAsync", () => StreamTests.ToList(Remote.ManyAsync())),
                ("SumAsync", () => Remote.SumAsync(Numbers()).AsTask()),
                ("SideAsync", () => Remote.SideAsync().AsTask()),
            ];
        }

        public PeerSession[] Sessions { get; }

        public IFailing Remote { get; }

        public (string Method, Func<Task> Call)[] Calls { get; }

        public async ValueTask DisposeAsync()
        {
            foreach (var session in Sessions)
            {
                await session.DisposeAsync();
            }
        }

        private static async IAsyncEnumerable<int> Numbers()
        {
            await Task.Yield();
            yield return 1;
        }
    }
}
