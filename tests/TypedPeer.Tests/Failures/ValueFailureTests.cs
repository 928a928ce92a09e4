using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Failures;

/// <summary>
/// Values that are null where the contract allows none, too large or too deep end their call, and it alone, with a
/// <see cref="PeerException"/> that names the method, the place and the limit, wherever they stand.
/// </summary>
public sealed class ValueFailureTests : IAsyncDisposable
{
    private const int Limit = 64 * 1024;
    private readonly ConcurrentQueue<(string Method, Exception Exception)> _told = new();
    private readonly MeasuredService _service = new();
    private readonly PeerSession _caller;
    private readonly PeerSession _callee;
    private readonly IMeasured _remote;

    public ValueFailureTests()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _caller = PeerSession.Start(first, null, new() { MaxMessageBytes = Limit, MaxReferences = 2 });
        _callee = PeerSession.Start(
            second, peer => peer.Serve<IMeasured>(_service), new() { MaxMessageBytes = Limit, MaxReferences = 3, HandlerFailed = (method, e) => _told.Enqueue((method, e)) });
        _remote = _caller.GetRemote<IMeasured>();
    }

    /// <summary>What is wrong with a value, its status, and what the message says of it.</summary>
    public static TheoryData<string, PeerStatus, string> Values => new()
    {
        { "null", PeerStatus.InvalidData, "null where the contract says that it is never null" },
        { "large", PeerStatus.LimitExceeded, "larger than the limit of 65536 bytes (MaxMessageBytes)" },
        { "deep", PeerStatus.InvalidData, "nested deeper than 64 levels" },
        { "endless", PeerStatus.InvalidData, "nested deeper than 64 levels" },
    };

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task An_argument_that_cannot_be_sent_is_a_peer_exception_of_its_caller_before_anything_is_sent(string kind, PeerStatus status, string reason)
    {
        var text = Text(kind);
        var node = Node(kind);
        (string, Func<Task>)[] calls =
        [
            .. text is null && kind != "null" ? [] : ((string, Func<Task>)[])
            [
                ("TextAsync(string)", () => _remote.TextAsync(text!).AsTask()),
                ("NoteAsync(string)", () => _remote.NoteAsync(text!).AsTask()),
                ("CountAsync(string)", () => StreamTests.ToList(_remote.CountAsync(text!))),
            ],
            .. node is null && kind != "null" ? [] : ((string, Func<Task>)[])
            [
                ("NodeAsync(MeasuredNode)", () => _remote.NodeAsync(node!).AsTask()),
                ("NoteNodeAsync(MeasuredNode)", () => _remote.NoteNodeAsync(node!).AsTask()),
            ],
        ];
        Assert.NotEmpty(calls);
        foreach (var (method, call) in calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call().Soon());
            Assert.Equal((status, PeerCallFate.NotSent), (error.Status, error.Fate));
            Assert.Contains($"The arguments of TypedPeer.Tests.Contracts.IMeasured.{method} cannot be sent: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.True(error.Message.Length < 400, error.Message);
        }

        Assert.Empty(_told);
        await ExpectAliveAsync();
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_result_or_an_item_that_cannot_be_sent_is_told_to_the_caller_and_to_the_application(string kind, PeerStatus status, string reason)
    {
        if (Text(kind) is var text && (text is not null || kind == "null"))
        {
            _service.Text = () => text!;
            await ExpectFailureAsync("TextAsync(string)", _remote.TextAsync("x").AsTask(), status, reason);
            await ExpectFailureAsync("TextsAsync(IAsyncEnumerable<string>)", StreamTests.ToList(_remote.TextsAsync(Items("x"))), status, reason);
            _service.Text = static () => "x";
        }

        if (Node(kind) is var node && (node is not null || kind == "null"))
        {
            _service.Node = () => node!;
            await ExpectFailureAsync("NodeAsync(MeasuredNode)", _remote.NodeAsync(new()).AsTask(), status, reason);
            await ExpectFailureAsync("NodesAsync(IAsyncEnumerable<MeasuredNode>)", StreamTests.ToList(_remote.NodesAsync(Items(new MeasuredNode()))), status, reason);
        }

        await ExpectAliveAsync();
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task An_item_of_an_argument_that_cannot_be_sent_ends_its_call_by_name(string kind, PeerStatus status, string reason)
    {
        Task[] calls =
        [
            .. Text(kind) is var text && (text is not null || kind == "null") ? [StreamTests.ToList(_remote.TextsAsync(Items(text!)))] : (Task[])[],
            .. Node(kind) is var node && (node is not null || kind == "null") ? [StreamTests.ToList(_remote.NodesAsync(Items(node!)))] : (Task[])[],
        ];
        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
            Assert.Equal(status, error.Status);
            Assert.Contains("Streamed argument 1 of TypedPeer.Tests.Contracts.IMeasured.", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_told);
        await ExpectAliveAsync();
    }

    [Fact]
    public async Task A_streamed_argument_that_is_null_is_named_by_its_number()
    {
        var error = await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(_remote.TextsAsync(null!)).Soon());
        Assert.Equal((PeerStatus.InvalidData, PeerCallFate.NotSent), (error.Status, error.Fate));
        Assert.Contains("IMeasured.TextsAsync(IAsyncEnumerable<string>) cannot be sent: streamed argument 1 is null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_of_an_arguments_own_that_throws_fails_the_call_with_what_it_threw_beneath()
    {
        var error = await Assert.ThrowsAsync<PeerException>(() => _remote.NodeAsync(new() { IsBroken = true }).Soon());
        Assert.Equal((PeerStatus.InvalidData, PeerCallFate.NotSent), (error.Status, error.Fate));
        Assert.Contains("IMeasured.NodeAsync(MeasuredNode) cannot be sent", error.Message, StringComparison.Ordinal);
        Assert.Contains("a getter that fails", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_objects_than_may_be_shared_or_held_are_a_limit_by_name_on_either_side()
    {
        var first = await _remote.LendAsync(null).Soon();
        var second = await _remote.LendAsync(null).Soon();
        var held = await Assert.ThrowsAsync<PeerException>(() => _remote.LendAsync(null).Soon());
        Assert.Equal(PeerStatus.LimitExceeded, held.Status);
        Assert.Contains("The answer of TypedPeer.Tests.Contracts.IMeasured.LendAsync(", held.Message, StringComparison.Ordinal);
        Assert.Contains("MaxReferences", held.Message, StringComparison.Ordinal);
        GC.KeepAlive(first);
        GC.KeepAlive(second);

        // Each side's own limit is asked first for what it shares: the caller may hand out two.
        var others = new[] { new MeasuredService(), new MeasuredService(), new MeasuredService() };
        PeerReference.Release(second);
        for (var i = 0; i < 2; i++)
        {
            PeerReference.Release(await _remote.LendAsync(others[i]).Soon());
        }

        var shared = await Assert.ThrowsAsync<PeerException>(() => _remote.LendAsync(others[2]).Soon());
        Assert.Equal((PeerStatus.LimitExceeded, PeerCallFate.NotSent), (shared.Status, shared.Fate));
        Assert.Contains("The arguments of TypedPeer.Tests.Contracts.IMeasured.LendAsync(", shared.Message, StringComparison.Ordinal);
        Assert.Contains("MaxReferences", shared.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_a_call_that_are_impossible_are_named()
    {
        Assert.Contains("PeerCallOptions.Timeout", Refusal(new() { Timeout = TimeSpan.FromSeconds(-1) }), StringComparison.Ordinal);
        Assert.Contains("PeerCallOptions.Timeout", Refusal(new() { Timeout = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("PeerCallOptions.Priority", Refusal(new() { Priority = (PeerPriority)77 }), StringComparison.Ordinal);
        Assert.Contains("name of an instance", Refusal(new() { Instance = string.Empty }), StringComparison.Ordinal);
        Assert.Contains("name of an instance", Refusal(new() { Instance = new string('x', 513) }), StringComparison.Ordinal);
        Assert.Contains("'a' is null", Refusal(new() { Headers = new Dictionary<string, string> { ["a"] = null! } }), StringComparison.Ordinal);
        Assert.Contains("name of a header", Refusal(new() { Headers = new Dictionary<string, string> { [new string('x', 513)] = "b" } }), StringComparison.Ordinal);
        Assert.Contains("'a'", Refusal(new() { Headers = new Dictionary<string, string> { ["a"] = new string('x', 8192) } }), StringComparison.Ordinal);
        Assert.Contains("65 headers", Refusal(new() { Headers = Enumerable.Range(0, 65).ToDictionary(i => $"{i}", i => "x") }), StringComparison.Ordinal);

        string Refusal(PeerCallOptions options) => Assert.ThrowsAny<ArgumentException>(() => _caller.GetRemote<IMeasured>(options)).Message;
    }

    private static string? Text(string kind) => kind == "large" ? new string('x', Limit) : null;

    private static MeasuredNode? Node(string kind)
    {
        switch (kind)
        {
            case "deep":
                return MeasuredNode.Chain(100);
            case "endless":
                var node = new MeasuredNode();
                node.Next = new() { Next = node };
                return node;
            default:
                return null;
        }
    }

    private static async IAsyncEnumerable<T> Items<T>(T item)
    {
        await Task.Yield();
        yield return item;
    }

    private async Task ExpectFailureAsync(string method, Task call, PeerStatus status, string reason)
    {
        var error = await Assert.ThrowsAsync<PeerException>(() => call.Soon());
        Assert.Equal(status, error.Status);
        Assert.Contains($"he result of TypedPeer.Tests.Contracts.IMeasured.{method}", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 400, error.Message);
        Assert.True(_told.TryDequeue(out var report));
        Assert.EndsWith($"IMeasured.{method}", report.Method, StringComparison.Ordinal);
        Assert.Contains(reason, report.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_told);
    }

    private async Task ExpectAliveAsync()
    {
        _service.Text = static () => "alive";
        Assert.Equal("alive", await _remote.TextAsync("x").Soon());
        Assert.False(_caller.Completion.IsCompleted);
        Assert.False(_callee.Completion.IsCompleted);
    }
}
