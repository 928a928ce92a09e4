using TypedPeer.Channels;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Interception;

public class InterceptorTests
{
    [Fact]
    public async Task Interceptors_run_in_order_around_every_kind_of_call_on_both_sides()
    {
        var log = new Log();
        var calling = new PeerSessionOptions();
        calling.OutgoingInterceptors.Add(new Recorder("out1", log));
        calling.OutgoingInterceptors.Add(new Recorder("out2", log));
        var serving = new PeerSessionOptions();
        serving.IncomingInterceptors.Add(new Recorder("in1", log));
        serving.IncomingInterceptors.Add(new Recorder("in2", log));
        await using var pair = SessionPair.Create(calling, serving);
        await pair.Remote.AddAsync(1, 2).Soon();
        string[] expected = ["out1>", "out2>", "in1>", "in2>", "<in2", "<in1", "<out2", "<out1"];
        Assert.Equal(expected, log.Take());
        await pair.Remote.FailAsync("announced").Soon().ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(["out1>", "out2>", "in1>", "in2>", "!in2", "!in1", "!out2", "!out1"], log.Take());
        await foreach (var _ in pair.Remote.CountAsync(2).WithCancellation(TestContext.Current.CancellationToken))
        {
        }

        var stream = log.Take();
        Assert.Equal(expected, stream.Where(entry => !entry.Contains('=', StringComparison.Ordinal)).OrderBy(entry => Array.IndexOf(expected, entry)));
        Assert.Equal(["out2=0", "out1=0", "out2=1", "out1=1"], stream.Where(entry => entry.StartsWith("out", StringComparison.Ordinal) && entry.Contains('=', StringComparison.Ordinal)));
        Assert.Equal(["in2=0", "in1=0", "in2=1", "in1=1"], stream.Where(entry => entry.StartsWith("in", StringComparison.Ordinal) && entry.Contains('=', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_way_calls_and_uploads_pass_the_same_interceptors()
    {
        var log = new Log();
        var calling = new PeerSessionOptions();
        calling.OutgoingInterceptors.Add(new Recorder("out", log));
        var serving = new PeerSessionOptions();
        serving.IncomingInterceptors.Add(new Recorder("in", log));
        await using var pair = SessionPair.Create(calling, serving);
        Assert.Equal(6, await pair.Remote.SumAsync(Enumerable.Range(1, 3).ToAsyncEnumerable()).Soon());
        Assert.Equal(["out>", "in>", "<in", "<out"], log.Take());
        await pair.Remote.NoteAsync("x").Soon();
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        await pair.Second.Completion.Soon();
        var oneWay = log.Take();
        Assert.Equal(["out>", "<out"], oneWay.Where(entry => entry.Contains("out", StringComparison.Ordinal)));
        Assert.Equal(["in>", "<in"], oneWay.Where(entry => entry.Contains("in", StringComparison.Ordinal)));
        Assert.Equal(["x"], pair.SecondService.Notes);
    }

    [Fact]
    public async Task An_interceptor_of_calls_that_come_may_refuse_any_kind_of_them()
    {
        var options = new PeerSessionOptions();
        options.IncomingInterceptors.Add(new Refusing());
        await using var pair = SessionPair.Create(new(), options);
        await pair.Remote.NoteAsync("x").Soon();
        Task[] calls =
        [
            pair.Remote.AddAsync(1, 2).AsTask(),
            pair.Remote.SumAsync(Enumerable.Range(1, 3).ToAsyncEnumerable()).AsTask(),
            StreamTests.ToList(pair.Remote.CountAsync(3)),
            StreamTests.ToList(pair.Remote.DoubleAsync(Enumerable.Range(1, 3).ToAsyncEnumerable())),
        ];
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
            Assert.Equal((PeerStatus.Unavailable, "not today"), (error.Status, error.Message));
        }

        Assert.Empty(pair.SecondService.Notes);
        Assert.Equal(0, pair.Second.GetStatistics().CallsRunning);
    }

    [Fact]
    public async Task An_interceptor_may_replace_items_and_add_headers()
    {
        var options = new PeerSessionOptions();
        options.OutgoingInterceptors.Add(new Changing());
        await using var pair = SessionPair.Create(options, new());
        pair.SecondService.OnEcho = static (_, _) => new(PeerCallContext.Current!.Headers["who"]);
        Assert.Equal("me", await pair.Remote.EchoAsync("x").Soon());
        var items = new List<int>();
        await foreach (var item in pair.Remote.CountAsync(3).WithCancellation(TestContext.Current.CancellationToken))
        {
            items.Add(item);
        }

        Assert.Equal([100, 101, 102], items);
    }

    [Fact]
    public async Task Interceptors_see_and_may_replace_the_items_of_uploads_in_order_on_both_sides()
    {
        var log = new Log();
        var calling = new PeerSessionOptions();
        calling.OutgoingInterceptors.Add(new Numbering("out1", log));
        calling.OutgoingInterceptors.Add(new Numbering("out2", log));
        var serving = new PeerSessionOptions();
        serving.IncomingInterceptors.Add(new Numbering("in1", log));
        serving.IncomingInterceptors.Add(new Numbering("in2", log));
        await using var pair = SessionPair.Create(calling, serving);
        Assert.Equal(14, await pair.Remote.SumAsync(new[] { 10 }.ToAsyncEnumerable()).Soon());
        Assert.Equal(["out1 10", "out2 11", "in1 12", "in2 13"], log.Take());

        // Both ways at once: the items of the answer pass inside out.
        Assert.Equal([28], await StreamTests.ToList(pair.Remote.DoubleAsync(new[] { 10 }.ToAsyncEnumerable())).Soon());
        Assert.Equal(["out1 10", "out2 11", "in1 12", "in2 13"], log.Take());
        pair.SecondService.OnSum = static async (numbers, token) => await numbers.FirstAsync(token);
        Assert.Equal(14, await pair.Remote.SumAsync(Forever()).Soon());
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await pair.Second.Completion.Soon()).Kind);

        static async IAsyncEnumerable<int> Forever([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            while (true)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return 10;
            }
        }
    }

    [Fact]
    public async Task A_call_that_is_not_allowed_never_reaches_its_handler()
    {
        var options = new PeerSessionOptions { AuthorizeCall = call => new(!call.Method.StartsWith("NoteAsync", StringComparison.Ordinal) && call.Kind != PeerCallKind.Streaming) };
        await using var pair = SessionPair.Create(new(), options);
        await pair.Remote.NoteAsync("x").Soon();
        var error = await Assert.ThrowsAsync<PeerException>(async () =>
        {
            await foreach (var _ in pair.Remote.CountAsync(3).WithCancellation(TestContext.Current.CancellationToken))
            {
            }
        });
        Assert.Equal(PeerStatus.PermissionDenied, error.Status);
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        Assert.Empty(pair.SecondService.Notes);
    }

    [Theory]
    [InlineData("AA:BB", true)]
    [InlineData("CC:DD", false)]
    public async Task Whether_a_call_is_allowed_may_depend_on_who_calls_and_with_which_headers(string identity, bool isAllowed)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair(firstIdentity: new("sha-256", identity));
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer => peer.Serve(new TestService()), new()
        {
            AuthorizeCall = call => new(PeerCallContext.Current?.RemoteIdentity == new PeerIdentity("sha-256", "AA:BB") && call.Call.Headers.ContainsKey("key")),
        });
        var remote = caller.GetRemote<ITestContract>(new PeerCallOptions { Headers = new Dictionary<string, string> { ["key"] = "1" } });
        var call = remote.AddAsync(1, 2).AsTask();
        if (isAllowed)
        {
            Assert.Equal(3, await call.Soon());
        }
        else
        {
            Assert.Equal(PeerStatus.PermissionDenied, (await Assert.ThrowsAsync<PeerException>(() => call.Soon())).Status);
        }

        Assert.Equal(PeerStatus.PermissionDenied, (await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<ITestContract>().AddAsync(1, 2).Soon())).Status);
    }

    [Fact]
    public async Task What_an_interceptor_puts_around_a_stream_is_there_for_every_item_and_for_its_end()
    {
        var options = new PeerSessionOptions();
        options.IncomingInterceptors.Add(new Surrounding("in"));
        var calling = new PeerSessionOptions();
        calling.OutgoingInterceptors.Add(new Surrounding("out"));
        await using var pair = SessionPair.Create(calling, options);
        var seen = new List<string>();
        pair.SecondService.OnCount = (_, _) => Watch(seen);
        await foreach (var _ in pair.Remote.CountAsync(3).WithCancellation(TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(["called in", "0 in", "1 in", "2 in", "end in"], seen);
        seen.Clear();
        pair.SecondService.OnSum = static async (numbers, token) => await numbers.CountAsync(token);
        Assert.Equal(3, await pair.Remote.SumAsync(Watch(seen)).Soon());
        Assert.Equal(["called ", "0 out", "1 out", "2 out", "end out"], seen);

        static IAsyncEnumerable<int> Watch(List<string> seen)
        {
            seen.Add($"called {Surrounding.Current.Value}");
            return Items(seen);
        }

        static async IAsyncEnumerable<int> Items(List<string> seen)
        {
            try
            {
                for (var i = 0; i < 3; i++)
                {
                    await Task.Yield();
                    seen.Add($"{i} {Surrounding.Current.Value}");
                    yield return i;
                }
            }
            finally
            {
                seen.Add($"end {Surrounding.Current.Value}");
            }
        }
    }

    [Fact]
    public async Task A_streaming_handler_that_is_no_iterator_is_not_called_either_when_the_call_is_not_allowed()
    {
        var called = false;
        await using var pair = SessionPair.Create(new(), new() { AuthorizeCall = call => new(call.Kind != PeerCallKind.Streaming) });
        pair.SecondService.OnCount = (_, _) =>
        {
            called = true;
            return AsyncEnumerable.Empty<int>();
        };
        var error = await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(3)).Soon());
        Assert.Equal(PeerStatus.PermissionDenied, error.Status);
        Assert.False(called);
    }

    [Fact]
    public async Task A_streaming_handler_that_throws_at_once_fails_through_its_interceptors()
    {
        var log = new Log();
        var options = new PeerSessionOptions();
        options.IncomingInterceptors.Add(new Recorder("in", log));
        await using var pair = SessionPair.Create(new(), options);
        pair.SecondService.OnCount = static (_, _) => throw new PeerException(PeerStatus.NotFound, "none");
        var error = await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(3)).Soon());
        Assert.Equal(PeerStatus.NotFound, error.Status);
        Assert.Equal(["in>", "!in"], log.Take());
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task A_peer_that_is_not_authorised_gets_no_session_and_no_names()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair(firstIdentity: new("sha-256", "00"));
        var asked = new List<PeerIdentity?>();
        await using var stranger = PeerSession.Start(first);
        await using var host = PeerSession.Start(second, peer => peer.Serve(new TestService()), new()
        {
            AuthorizePeer = session =>
            {
                asked.Add(session.Channel.RemoteIdentity);
                return false;
            },
        });
        Assert.Equal(PeerSessionEndKind.NotAuthorized, (await host.Completion.Soon()).Kind);
        Assert.Equal(PeerSessionEndKind.NotAuthorized, (await stranger.Completion.Soon()).Kind);
        Assert.Equal(PeerCallFate.NotSent, (await Assert.ThrowsAsync<PeerException>(() => stranger.Connected.Soon())).Fate);
        Assert.Equal([new PeerIdentity("sha-256", "00")], asked);
        var error = await Assert.ThrowsAsync<PeerException>(() => stranger.GetRemote<ITestContract>().AddAsync(1, 1).Soon());
        Assert.Equal(PeerCallFate.NotSent, error.Fate);
    }

    [Fact]
    public async Task A_check_of_the_peer_that_throws_is_a_no_and_the_application_is_told()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var told = new List<string>();
        await using var stranger = PeerSession.Start(first);
        await using var host = PeerSession.Start(second, peer => peer.Serve(new TestService()), new()
        {
            AuthorizePeer = _ => throw new InvalidOperationException("no list of peers"),
            HandlerFailed = (method, exception) => told.Add($"{method}: {exception.Message}"),
        });
        Assert.Equal(PeerSessionEndKind.NotAuthorized, (await host.Completion.Soon()).Kind);
        Assert.Equal(["AuthorizePeer: no list of peers"], told);
    }

    private sealed class Log
    {
        private readonly Lock _lock = new();
        private List<string> _entries = [];

        public void Add(string entry)
        {
            lock (_lock)
            {
                _entries.Add(entry);
            }
        }

        public List<string> Take()
        {
            lock (_lock)
            {
                var entries = _entries;
                _entries = [];
                return entries;
            }
        }
    }

    private sealed class Recorder(string name, Log log) : PeerInterceptor
    {
        public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            log.Add(name + ">");
            try
            {
                await next();
            }
            catch (PeerException)
            {
                log.Add("!" + name);
                throw;
            }

            log.Add("<" + name);
        }

        public override T OnItem<T>(PeerInvocation invocation, T item)
        {
            log.Add($"{name}={item}");
            return item;
        }
    }

    private sealed class Numbering(string name, Log log) : PeerInterceptor
    {
        public override T OnArgumentItem<T>(PeerInvocation invocation, T item)
        {
            log.Add($"{name} {item}");
            return item is int number ? (T)(object)(number + 1) : item;
        }
    }

    private sealed class Surrounding(string name) : PeerInterceptor
    {
        public static AsyncLocal<string?> Current { get; } = new();

        public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            await Task.Yield();
            Current.Value = name;
            await next();
        }
    }

    private sealed class Refusing : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next) =>
            throw new PeerException(PeerStatus.Unavailable, "not today");
    }

    private sealed class Changing : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            invocation.SetHeader("who", "me");
            return next();
        }

        public override T OnItem<T>(PeerInvocation invocation, T item) => item is int number ? (T)(object)(number + 100) : item;
    }
}
