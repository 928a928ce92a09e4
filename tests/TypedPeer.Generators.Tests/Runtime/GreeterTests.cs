using System.Runtime.CompilerServices;
using NSubstitute;
using TypedPeer.CompilerServices;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Runtime;

public sealed class GreeterOverMemoryTests() : GreeterTests(ChannelKind.Memory);

public sealed class GreeterOverDataChannelTests() : GreeterTests(ChannelKind.DataChannel);

public abstract class GreeterTests(ChannelKind kind) : IAsyncLifetime
{
    private readonly Greeter _greeter = new();
    private Loopback _loopback = null!;
    private IGreeter _remote = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _loopback = await Loopback.OpenAsync(kind, builder => builder.Serve(_greeter));
        _remote = _loopback.Get<IGreeter>();
    }

    public async ValueTask DisposeAsync()
    {
        await _loopback.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_call_reaches_the_implementation_and_its_result_comes_back() =>
        Assert.Equal("Hello Ada", await _remote.GreetAsync("Ada", Token));

    [Fact]
    public async Task A_stream_of_results_arrives_in_order()
    {
        var values = new List<double>();
        await foreach (var tick in _remote.TicksAsync(TimeSpan.FromSeconds(2), Token))
        {
            values.Add(tick.Value);
        }

        Assert.Equal([2, 4, 6], values);
    }

    [Fact]
    public async Task A_streamed_argument_arrives_whole() =>
        Assert.Equal(6, await _remote.UploadAsync(Chunks(), Token));

    [Fact]
    public async Task A_one_way_call_arrives_and_is_sent_without_an_answer()
    {
        await _remote.CursorMovedAsync(new Point { X = 3, Y = 4 });
        var cursor = await _greeter.Cursor.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal((3, 4d), (cursor.X, cursor.Y));
        Assert.Equal(PeerMethodKind.OneWay, PeerContractDescriptor.Of<IGreeter>().Methods.Span[3].Kind);
    }

    [Fact]
    public async Task Nulls_travel_where_the_contract_allows_them()
    {
        Assert.Null(await _remote.FindAsync(null, null));
        var found = await _remote.FindAsync(1, [new Person("Ada", 36) { Friends = [new Person("Bob", 1)] }]);
        Assert.Equal("Bob", Assert.Single(found!.Friends).Name);
    }

    [Fact]
    public async Task A_null_where_the_contract_allows_none_is_refused_by_the_caller_before_anything_is_sent()
    {
        var error = await Assert.ThrowsAsync<PeerException>(async () => await _remote.GreetAsync(null!, Token));
        Assert.Equal((PeerStatus.InvalidData, PeerCallFate.NotSent), (error.Status, error.Fate));
    }

    [Fact]
    public async Task The_implementation_gets_a_token_that_can_be_cancelled()
    {
        await _remote.GreetAsync("x", Token);
        Assert.True(_greeter.LastToken.CanBeCanceled);
    }

    [Fact]
    public void A_method_with_a_body_stays_local() =>
        Assert.Equal("local", _remote.Describe());

    [Fact]
    public async Task A_substitute_can_be_served()
    {
        var substitute = Substitute.For<IGreeter>();
        substitute.GreetAsync("Ada", Arg.Any<CancellationToken>()).Returns("from a mock");
        await using var loopback = await Loopback.OpenAsync(kind, builder => builder.Serve(substitute));
        Assert.Equal("from a mock", await loopback.Get<IGreeter>().GreetAsync("Ada", Token));
        await substitute.Received(1).GreetAsync("Ada", Arg.Any<CancellationToken>());
    }

    [Fact]
    public void A_method_id_is_the_hash_of_its_full_signature()
    {
        var method = PeerContractDescriptor.Of<IGreeter>().Methods.Span[0];
        var hash = System.Security.Cryptography.SHA256.HashData("TypedPeer.Generators.Tests.Runtime.IGreeter.GreetAsync(string)"u8);
        Assert.Equal(BitConverter.ToUInt64(hash), method.Id);
        Assert.Equal("TypedPeer.Generators.Tests.Runtime.IGreeter.GreetAsync(string)", method.ToString());
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks()
    {
        yield return new byte[] { 1, 2 };
        await Task.Yield();
        yield return new byte[] { 3, 4, 5, 6 };
    }

    private sealed class Greeter : IGreeter
    {
        public TaskCompletionSource<Point> Cursor { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken LastToken { get; private set; }

        public ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default)
        {
            LastToken = cancellationToken;
            return new($"Hello {name}");
        }

        public async IAsyncEnumerable<Tick> TicksAsync(TimeSpan every, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 1; i <= 3; i++)
            {
                await Task.Yield();
                yield return new Tick(DateTimeOffset.UnixEpoch, i * every.TotalSeconds);
            }
        }

        public async ValueTask<long> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
        {
            var sum = 0L;
            await foreach (var chunk in chunks)
            {
                sum += chunk.Length;
            }

            return sum;
        }

        public ValueTask CursorMovedAsync(Point at)
        {
            Cursor.SetResult(at);
            return default;
        }

        public Task<Person?> FindAsync(int? id, List<Person>? among) => Task.FromResult(id is null ? null : among?[id.Value - 1]);

        public Task PingAsync() => Task.CompletedTask;
    }
}
