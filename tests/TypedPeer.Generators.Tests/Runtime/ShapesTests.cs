using System.Globalization;
using System.Runtime.CompilerServices;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Runtime;

public sealed class ShapesOverMemoryTests() : ShapesTests(ChannelKind.Memory);

public sealed class ShapesOverDataChannelTests() : ShapesTests(ChannelKind.DataChannel);

public abstract class ShapesTests(ChannelKind kind) : IAsyncLifetime
{
    private readonly Shapes _shapes = new("one");
    private Loopback _loopback = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IShapes Remote => _loopback.Get<IShapes>();

    public async ValueTask InitializeAsync() =>
        _loopback = await Loopback.OpenAsync(kind, builder => builder.Serve<IShapes>(_shapes).Serve<IShapes>("room-7", new Shapes("seven")));

    public async ValueTask DisposeAsync()
    {
        await _loopback.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Streams_travel_both_ways_in_one_call()
    {
        var found = new List<string>();
        await foreach (var item in Remote.ZipAsync(Numbers(3), "-", Texts(), Token))
        {
            found.Add(item);
        }

        Assert.Equal(["0-a", "1-", "2-c"], found);
    }

    [Fact]
    public async Task A_one_way_call_carries_a_stream()
    {
        await Remote.DrainAsync(Numbers(10));
        Assert.Equal(45, await _shapes.Drained.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Defaults_of_every_kind_are_what_the_interface_says()
    {
        Assert.Equal("-1 Friday 1.50 ' NaN null a \"quoted\"\nline null 7 0 00010101", await Remote.DefaultsAsync(cancellationToken: Token));
        Assert.Equal("2 Friday 1.50 ' NaN null x null null 0 00010101", await Remote.DefaultsAsync(2, text: "x", some: null, cancellationToken: Token));
    }

    [Fact]
    public async Task Params_and_a_token_in_the_middle_are_passed()
    {
        Assert.Equal((6, 0), (await Remote.SumAsync(1, 2, 3), await Remote.SumAsync()));
        Assert.Equal("a+b", await Remote.JoinAsync("+", Token, "a", "b"));
    }

    [Fact]
    public async Task Overloads_are_told_apart() =>
        Assert.Equal(("int 1", "string 1", "list 2"), (await Remote.OverloadedAsync(1), await Remote.OverloadedAsync("1"), await Remote.OverloadedAsync(["1", null])));

    [Fact]
    public async Task Keywords_are_names_like_any_other() =>
        Assert.Equal("1 two", await Remote.@event(1, "two", Token));

    [Fact]
    public async Task A_contract_that_is_inherited_twice_is_there_once()
    {
        Assert.Equal(("root", "left", "right"), (await Remote.RootAsync(), await Remote.LeftAsync(), await Remote.RightAsync()));
        Assert.Equal("root", await _loopback.Get<IRoot>().RootAsync());
        Assert.Equal("left", await _loopback.Get<ILeft>().LeftAsync());
    }

    [Fact]
    public async Task A_default_method_composes_remote_calls_on_the_callers_side() =>
        Assert.Equal("int 3", await Remote.ComposedAsync());

    [Fact]
    public async Task A_named_instance_is_served_beside_the_unnamed()
    {
        Assert.Equal("one", await Remote.OverloadedAsync("who"));
        Assert.Equal("seven", await _loopback.Client.GetRemote<IShapes>("room-7").OverloadedAsync("who"));
        var failure = await Assert.ThrowsAsync<PeerException>(async () => await _loopback.Client.GetRemote<IShapes>("room-8").OverloadedAsync("who"));
        Assert.Equal(PeerStatus.Unimplemented, failure.Status);
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    private static async IAsyncEnumerable<string?> Texts()
    {
        await Task.Yield();
        yield return "a";
        yield return null;
        yield return "c";
    }

    private sealed class Shapes(string name) : IShapes
    {
        public TaskCompletionSource<int> Drained { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async IAsyncEnumerable<string> ZipAsync(
            IAsyncEnumerable<int> numbers, string between, IAsyncEnumerable<string?> texts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await using var other = texts.GetAsyncEnumerator(cancellationToken);
            await foreach (var number in numbers.WithCancellation(cancellationToken))
            {
                Assert.True(await other.MoveNextAsync());
                yield return number + between + other.Current;
            }
        }

        public async ValueTask DrainAsync(IAsyncEnumerable<int> numbers)
        {
            var sum = 0;
            await foreach (var number in numbers)
            {
                sum += number;
            }

            Drained.SetResult(sum);
        }

        public ValueTask<string> DefaultsAsync(
            int number,
            DayOfWeek day,
            decimal money,
            char letter,
            double nothing,
            string? none,
            string text,
            int? maybe,
            int? some,
            Point point,
            DateTime at,
            CancellationToken cancellationToken) =>
            new(string.Create(
                CultureInfo.InvariantCulture,
                $"{number} {day} {money} {letter} {nothing} {none ?? "null"} {text} {maybe?.ToString(CultureInfo.InvariantCulture) ?? "null"} {some?.ToString(CultureInfo.InvariantCulture) ?? "null"} {point.Y} {at:yyyyMMdd}"));

        public Task<int> SumAsync(params int[] values) => Task.FromResult(values.Sum());

        public Task<string> JoinAsync(string by, CancellationToken cancellationToken, params string[] values) => Task.FromResult(string.Join(by, values));

        public ValueTask<string> OverloadedAsync(int value) => new($"int {value}");

        public ValueTask<string> OverloadedAsync(string value) => new(value == "who" ? name : $"string {value}");

        public ValueTask<string> OverloadedAsync(List<string?> value) => new($"list {value.Count}");

        public ValueTask<string> @event(int @class, string @string, CancellationToken @default = default) => new($"{@class} {@string}");

        public ValueTask<string> RootAsync() => new("root");

        public ValueTask<string> LeftAsync() => new("left");

        public ValueTask<string> RightAsync() => new("right");
    }
}
