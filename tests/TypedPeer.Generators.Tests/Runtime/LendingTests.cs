using System.Runtime.CompilerServices;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Runtime;

public sealed class LendingOverMemoryTests() : LendingTests(ChannelKind.Memory);

public sealed class LendingOverDataChannelTests() : LendingTests(ChannelKind.DataChannel);

/// <summary>Objects that travel by reference: as result, as items both ways, within data; counted, bounded, given back.</summary>
public abstract class LendingTests(ChannelKind kind) : IAsyncLifetime
{
    private const int MaxReferences = 8;

    private Loopback _loopback = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ILending Remote => _loopback.Get<ILending>();

    public async ValueTask InitializeAsync() =>
        _loopback = await Loopback.OpenAsync(kind, builder => builder.Serve(new Lender()), new PeerSessionOptions { MaxReferences = MaxReferences });

    public async ValueTask DisposeAsync()
    {
        await _loopback.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Objects_travel_as_items_of_a_stream_and_are_given_back_one_by_one()
    {
        var lent = new List<ICounter>();
        await foreach (var counter in Remote.LendManyAsync(3, Token))
        {
            lent.Add(counter);
            Assert.Equal(lent.Count, await counter.NextAsync());
        }

        Assert.Equal((3, 3), (_loopback.Client.GetStatistics().ReferencesHeld, _loopback.Server.GetStatistics().ReferencesShared));
        Assert.All(lent, counter => Assert.True(PeerReference.Release(counter)));

        // A call behind the releases has seen them.
        Assert.Equal(1, await (await Remote.LendAsync(0)).NextAsync());
        Assert.Equal((1, 1), (_loopback.Client.GetStatistics().ReferencesHeld, _loopback.Server.GetStatistics().ReferencesShared));
    }

    [Fact]
    public async Task Objects_travel_as_items_of_an_argument_and_within_data() =>
        Assert.Equal(1 + 11 + 101, await Remote.UseAllAsync(Own(), new Pair(new Counter(100), null)));

    [Fact]
    public async Task A_call_through_a_reference_that_was_released_fails()
    {
        var counter = await Remote.LendAsync(1);
        Assert.True(PeerReference.Release(counter));
        Assert.False(PeerReference.Release(counter));
        var failure = await Assert.ThrowsAsync<PeerException>(async () => await counter.NextAsync());
        Assert.Equal((PeerStatus.FailedPrecondition, PeerCallFate.NotSent), (failure.Status, failure.Fate));
    }

    [Fact]
    public async Task As_many_objects_as_the_limit_allows_are_lent_and_no_more()
    {
        var lent = new List<ICounter>();
        for (var i = 0; i < MaxReferences; i++)
        {
            lent.Add(await Remote.LendAsync(i));
        }

        var failure = await Assert.ThrowsAsync<PeerException>(async () => await Remote.LendAsync(0));
        Assert.Contains(nameof(PeerSessionOptions.MaxReferences), failure.Message, StringComparison.Ordinal);
        Assert.True(PeerReference.Release(lent[0]));
        Assert.Equal(6, await (await Remote.LendAsync(5)).NextAsync());
        GC.KeepAlive(lent);
    }

    [Fact]
    public async Task A_reference_ends_with_the_session()
    {
        var counter = await Remote.LendAsync(1);
        await _loopback.Server.DisposeAsync();
        await _loopback.Client.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token);
        var failure = await Assert.ThrowsAsync<PeerException>(async () => await counter.NextAsync());
        Assert.Contains(failure.Status, new[] { PeerStatus.Unavailable, PeerStatus.ConnectionLost, PeerStatus.FailedPrecondition });
        Assert.Equal(0, _loopback.Client.GetStatistics().ReferencesHeld);
    }

    private static async IAsyncEnumerable<ICounter> Own()
    {
        yield return new Counter(0);
        await Task.Yield();
        yield return new Counter(10);
    }

    private sealed class Counter(int start) : ICounter
    {
        private int _value = start;

        public ValueTask<int> NextAsync() => new(++_value);
    }

    private sealed class Lender : ILending
    {
        public ValueTask<ICounter> LendAsync(int start) => new(new Counter(start));

        public async IAsyncEnumerable<ICounter> LendManyAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return new Counter(i);
            }
        }

        public async ValueTask<int> UseAllAsync(IAsyncEnumerable<ICounter> counters, Pair pair)
        {
            var sum = await pair.One.NextAsync();
            await foreach (var counter in counters)
            {
                sum += await counter.NextAsync();
            }

            return sum;
        }
    }
}
