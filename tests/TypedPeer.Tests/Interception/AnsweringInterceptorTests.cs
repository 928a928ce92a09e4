using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Interception;

/// <summary>Interceptors that answer in the handler's place; on the side that calls and on the side that is called, alike.</summary>
public partial class AnsweringInterceptorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interceptor_may_answer_any_kind_of_call(bool isIncoming)
    {
        var answers = new Answers
        {
            ["AddAsync(int, int)"] = () => 77,
            ["EchoAsync(string)"] = () => "cached",
            ["EchoBytesAsync(byte[])"] = () => new byte[100_000],
            ["SumAsync(IAsyncEnumerable<int>)"] = () => 8L,
            ["FailAsync(string)"] = () => null,
            ["NoteAsync(string)"] = () => null,
            ["CountAsync(int)"] = () => Items(7, 8, 9),
            ["DoubleAsync(IAsyncEnumerable<int>)"] = () => Items(5),
            ["ConcurrentAsync(string)"] = () => "at once",
        };
        await using var pair = Create(isIncoming, answers);
        Assert.Equal(77, await pair.Remote.AddAsync(1, 2).Soon());
        Assert.Equal("cached", await pair.Remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon());
        Assert.Equal(100_000, (await pair.Remote.EchoBytesAsync([1]).Soon()).Length);
        Assert.Equal(8, await pair.Remote.SumAsync(Items(1, 2)).Soon());
        await pair.Remote.FailAsync("announced").Soon();
        await pair.Remote.NoteAsync("x").Soon();
        Assert.Equal("at once", await pair.Remote.ConcurrentAsync("x").Soon());
        Assert.Equal([7, 8, 9], await StreamTests.ToList(pair.Remote.CountAsync(1)).Soon());
        Assert.Equal([5], await StreamTests.ToList(pair.Remote.DoubleAsync(Items(1, 2, 3))).Soon());
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        Assert.Empty(pair.SecondService.Notes);
        Assert.Equal(0, pair.SecondService.Produced);
        Assert.Equal((0, 0), (pair.Second.GetStatistics().CallsRunning, pair.First.GetStatistics().CallsInFlight));
        Assert.Equal(isIncoming, pair.First.GetStatistics().CallsMade > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Null_byte_streams_and_methods_of_a_base_contract_can_be_answered_too(bool isIncoming)
    {
        var answers = new Answers
        {
            ["FindAsync()"] = () => null,
            ["CountAsync()"] = () => 5,
            ["NumberAsync()"] = () => null,
            ["ReadAsync()"] = () => Blocks(),
        };
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first, null, isIncoming ? null : Options(answers, isIncoming: false));
        await using var callee = PeerSession.Start(second, peer => peer.Serve<IAnswered>(new Unreached()), isIncoming ? Options(answers) : null);
        var remote = caller.GetRemote<IAnswered>();
        Assert.Null(await remote.FindAsync().Soon());
        Assert.Null(await remote.NumberAsync().Soon());
        Assert.Equal(5, await remote.CountAsync().Soon());
        using var copy = new MemoryStream();
        await using (var stream = await remote.ReadAsync().Soon())
        {
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        }

        Assert.Equal([1, 2, 3], copy.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Interceptors_further_out_see_the_answer_and_its_items_and_those_further_in_do_not(bool isIncoming)
    {
        var answers = new Answers { ["AddAsync(int, int)"] = () => 77, ["CountAsync(int)"] = () => Items(7, 8) };
        var log = new ConcurrentQueue<string>();
        var options = new PeerSessionOptions();
        var list = isIncoming ? options.IncomingInterceptors : options.OutgoingInterceptors;
        list.Add(new Watching("outer", log));
        list.Add(answers);
        list.Add(new Watching("inner", log));
        await using var pair = isIncoming ? SessionPair.Create(new(), options) : SessionPair.Create(options, new());
        Assert.Equal(77, await pair.Remote.AddAsync(1, 2).Soon());
        Assert.Equal([7, 8], await StreamTests.ToList(pair.Remote.CountAsync(1)).Soon());
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        Assert.Equal(["outer>", "outer<77", "outer>", "outer=7", "outer=8", "outer<"], log);
    }

    [Fact]
    public async Task A_wrong_answer_fails_its_call_by_name_at_the_interceptors_side_and_the_session_goes_on()
    {
        var answers = new Answers
        {
            ["AddAsync(int, int)"] = () => "seven",
            ["CountAsync(int)"] = () => 7,
            ["EchoAsync(string)"] = () => null,
            ["EchoBytesAsync(byte[])"] = () => Answers.Nothing,
        };
        var failures = new ConcurrentQueue<string>();
        var options = Options(answers);
        options.HandlerFailed = (method, exception) => failures.Enqueue($"{exception.GetType().Name} {exception.Message}");
        await using var serving = SessionPair.Create(new(), options);
        await using var calling = SessionPair.Create(Options(answers, isIncoming: false), new());
        foreach (var call in Calls(serving.Remote))
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call().Soon());
            Assert.Equal(PeerStatus.HandlerFailed, error.Status);
        }

        string[] expected =
        [
            "An interceptor of TypedPeer.Tests.Contracts.ITestContract.AddAsync(int, int) set a result of another type than System.Int32.",
            "An interceptor of TypedPeer.Tests.Contracts.ITestContract.CountAsync(int) set a result of another type than System.Collections.Generic.IAsyncEnumerable`1[System.Int32].",
            "An interceptor of TypedPeer.Tests.Contracts.ITestContract.EchoBytesAsync(byte[]) neither waited for the rest of the chain nor set a result.",
        ];
        Assert.Equal(expected.Select(message => $"{nameof(InvalidOperationException)} {message}"), failures);
        var thrown = new List<string>();
        foreach (var call in Calls(calling.Remote))
        {
            thrown.Add((await Assert.ThrowsAsync<InvalidOperationException>(() => call().Soon())).Message);
        }

        Assert.Equal(expected, thrown);
        Assert.Equal("x", await serving.Remote.ConcurrentAsync("x").Soon());

        static Func<Task>[] Calls(ITestContract remote) =>
        [
            () => remote.AddAsync(1, 2).AsTask(),
            () => StreamTests.ToList(remote.CountAsync(1)),
            () => remote.EchoBytesAsync([1]).AsTask(),
        ];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interceptor_may_answer_in_the_place_of_a_failure(bool isIncoming)
    {
        var options = new PeerSessionOptions();
        var list = isIncoming ? options.IncomingInterceptors : options.OutgoingInterceptors;
        list.Add(new Falling("instead"));
        list.Add(new Refusing("ConcurrentAsync(string)"));
        await using var pair = isIncoming ? SessionPair.Create(new(), options) : SessionPair.Create(options, new());
        pair.SecondService.OnEcho = static (text, _) => text == "now"
            ? throw new InvalidOperationException("at once")
            : ValueTask.FromException<string>(new PeerException(PeerStatus.NotFound, "later"));
        Assert.Equal("instead", await pair.Remote.EchoAsync("now", TestContext.Current.CancellationToken).Soon());
        Assert.Equal("instead", await pair.Remote.EchoAsync("later", TestContext.Current.CancellationToken).Soon());
        Assert.Equal("instead", await pair.Remote.ConcurrentAsync("refused").Soon());
        await pair.Remote.FailAsync("announced").Soon();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task Objects_among_the_arguments_of_an_answered_call_go_back_at_once()
    {
        var answers = new Answers { ["SubscribeAsync(IObserver, int)"] = () => null, ["IsMineAsync(IAccount)"] = () => true };
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer => peer.Serve(new ReferenceService()), Options(answers));
        var remote = caller.GetRemote<IReferenceContract>();
        await remote.SubscribeAsync(new Observer(), 1).Soon();
        Assert.True(await remote.IsMineAsync(new Account("Ada")).Soon());

        await Bound.Until(() => caller.GetStatistics().ReferencesShared == 0);

        // Not because the collector found them.
        Assert.Equal(0, callee.GetStatistics().ReferencesLeaked);
    }

    [Fact]
    public async Task An_interceptor_of_calls_that_come_goes_on_once()
    {
        var options = new PeerSessionOptions();
        options.IncomingInterceptors.Add(new Twice());
        await using var pair = SessionPair.Create(new(), options);
        var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.AddAsync(1, 2).Soon());
        Assert.Equal(PeerStatus.HandlerFailed, error.Status);
        await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon();
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await pair.Second.Completion.Soon()).Kind);
    }

    private static SessionPair Create(bool isIncoming, Answers answers) =>
        isIncoming ? SessionPair.Create(new(), Options(answers)) : SessionPair.Create(Options(answers, isIncoming: false), new());

    private static PeerSessionOptions Options(PeerInterceptor interceptor, bool isIncoming = true)
    {
        var options = new PeerSessionOptions();
        options.IncomingInterceptors.Add(interceptor);
        options.OutgoingInterceptors.Add(interceptor);
        (isIncoming ? options.OutgoingInterceptors : options.IncomingInterceptors).Clear();
        return options;
    }

    private static async IAsyncEnumerable<int> Items(params int[] items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks()
    {
        yield return new byte[] { 1, 2 };
        await Task.Yield();
        yield return new byte[] { 3 };
    }

    [PeerContract]
    public partial interface IAnsweredBase
    {
        ValueTask<int> CountAsync();
    }

    [PeerContract]
    public partial interface IAnswered : IAnsweredBase
    {
        ValueTask<string?> FindAsync();

        Task<int?> NumberAsync();

        ValueTask<Stream> ReadAsync();
    }

    private sealed class Unreached : IAnswered
    {
        public ValueTask<int> CountAsync() => throw new NotSupportedException();

        public ValueTask<string?> FindAsync() => throw new NotSupportedException();

        public Task<int?> NumberAsync() => throw new NotSupportedException();

        public ValueTask<Stream> ReadAsync() => throw new NotSupportedException();
    }

    /// <summary>Answers the methods it has answers for, whatever their kind.</summary>
    private sealed class Answers : PeerInterceptor
    {
        private readonly Dictionary<string, Func<object?>> _byMethod = [];

        public static object Nothing { get; } = new();

        public Func<object?> this[string method]
        {
            set => _byMethod[method] = value;
        }

        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            if (!_byMethod.TryGetValue(invocation.Method, out var answer))
            {
                return next();
            }

            if (answer() is var result && result != Nothing)
            {
                invocation.Result = result;
            }

            return default;
        }
    }

    private sealed class Watching(string name, ConcurrentQueue<string> log) : PeerInterceptor
    {
        public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            log.Enqueue($"{name}>");
            await next();
            log.Enqueue($"{name}<{(invocation.Kind == PeerCallKind.Unary ? invocation.Result : null)}");
        }

        public override T OnItem<T>(PeerInvocation invocation, T item)
        {
            log.Enqueue($"{name}={item}");
            return item;
        }
    }

    private sealed class Falling(object instead) : PeerInterceptor
    {
        public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            try
            {
                await next();
            }
            catch (Exception e) when (e is PeerException or InvalidOperationException)
            {
                invocation.Result = instead;
            }
        }
    }

    private sealed class Refusing(string method) : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next) =>
            invocation.Method == method ? throw new PeerException(PeerStatus.Unavailable, "not now") : next();
    }

    private sealed class Twice : PeerInterceptor
    {
        public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            await next();
            await next();
        }
    }
}
