using System.Runtime.CompilerServices;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Runtime;

/// <summary>Whoever gives a null that the contract does not allow learns of it, with the place.</summary>
public sealed class NullTests : IAsyncDisposable
{
    private readonly Loopback _loopback = new(builder => builder.Serve(new Nulls()));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private INulls Remote => _loopback.Get<INulls>();

    public static TheoryData<string, Basket> Baskets => new()
    {
        { "Basket.Owner", Make() with { Owner = null! } },
        { "Basket.Fruits", Make() with { Fruits = null! } },
        { "Basket.Fruits[1]", Make() with { Fruits = [new Fruit(1, "a"), null!] } },
        { "Basket.Fruits[2].Name", Make() with { Fruits = [new Fruit(1, "a"), new Fruit(2, "b"), new Fruit(3, null!)] } },
        { "Basket.Tags[1]", Make() with { Tags = ["a", null!] } },
        { "Basket.Rest", Make() with { Rest = null! } },
        { "Basket.Rest.Notes[0]", Make() with { Rest = new Growing2 { Notes = [null!] } } },
    };

    public ValueTask DisposeAsync() => _loopback.DisposeAsync();

    [Theory]
    [MemberData(nameof(Baskets))]
    public async Task A_null_within_an_argument_is_named_by_its_path(string path, Basket basket)
    {
        var failure = await RefusedAsync(Remote.TakeAsync("x", basket), "TakeAsync(string, Basket)");
        Assert.Equal(path, failure.Path);
        Assert.Contains("null where the contract says that it is never null", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_argument_is_named_by_its_parameter()
    {
        Assert.Equal("first: null where the contract says that it is never null", (await RefusedAsync(Remote.TakeAsync(null!, Make()), "TakeAsync(string, Basket)")).Message);
        Assert.Equal("basket", (await RefusedAsync(Remote.TakeAsync("x", null!), "TakeAsync(string, Basket)")).Path);
    }

    [Fact]
    public async Task A_null_in_a_map_is_named_by_its_path() =>
        Assert.Equal("[1]", (await RefusedAsync(Remote.MapAsync(new() { ["a"] = "x", ["b"] = null! }).AsTask(), "MapAsync(Dictionary<string, string>)")).Path);

    [Fact]
    public async Task A_null_that_an_implementation_returns_is_an_error_on_both_sides()
    {
        Assert.Contains("null", (await FailAsync(Remote.GiveAsync().AsTask())).Message, StringComparison.Ordinal);
        Assert.Contains("null", (await FailAsync(Remote.NameAsync().AsTask())).Message, StringComparison.Ordinal);
        Assert.Equal(0, await Remote.MapAsync([]));
    }

    [Fact]
    public async Task A_null_item_ends_the_stream_with_an_error()
    {
        var items = new List<string>();
        var failure = await FailAsync(DrainAsync());
        Assert.Equal(["a"], items);
        Assert.Contains("null", failure.Message, StringComparison.Ordinal);

        async Task DrainAsync()
        {
            await foreach (var item in Remote.StreamAsync(Token))
            {
                items.Add(item);
            }
        }
    }

    [Fact]
    public async Task A_null_item_of_an_argument_fails_the_call()
    {
        var failure = await FailAsync(Remote.CountAsync(Items(Token)).AsTask());
        Assert.Contains("null", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Remote.MapAsync([]));

        static async IAsyncEnumerable<Basket> Items([EnumeratorCancellation] CancellationToken token = default)
        {
            yield return Make();
            await Task.Yield();
            yield return Make() with { Owner = null! };
        }
    }

    private static Basket Make() => new("o", [], [], new Growing2());

    private static Task<PeerDataException> RefusedAsync(ValueTask call, string method) => RefusedAsync(call.AsTask(), method);

    /// <summary>The call was not sent, and its error names the method and carries what was wrong with the value.</summary>
    private static async Task<PeerDataException> RefusedAsync(Task call, string method)
    {
        var error = await Assert.ThrowsAsync<PeerException>(() => call);
        Assert.Equal((PeerStatus.InvalidData, PeerCallFate.NotSent), (error.Status, error.Fate));
        var data = Assert.IsType<PeerDataException>(error.InnerException);
        Assert.Contains($"INulls.{method} cannot be sent: {data.Message}", error.Message, StringComparison.Ordinal);
        return data;
    }

    private static async Task<Exception> FailAsync(Task task) =>
        (await Record.ExceptionAsync(() => task.WaitAsync(TimeSpan.FromSeconds(30), Token)))!;

    private sealed class Nulls : INulls
    {
        public ValueTask TakeAsync(string first, Basket basket) => default;

        public ValueTask<Basket> GiveAsync() => new(Make() with { Owner = null! });

        public ValueTask<string> NameAsync() => new((string)null!);

        public async IAsyncEnumerable<string> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return "a";
            await Task.Yield();
            yield return null!;
        }

        public async ValueTask<int> CountAsync(IAsyncEnumerable<Basket> baskets) => await baskets.CountAsync(Token);

        public ValueTask<int> MapAsync(Dictionary<string, string> texts) => new(texts.Count);
    }
}
