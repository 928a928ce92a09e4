using Kept.First;
using TypedPeer.TestSupport;

namespace TypedPeer.Compatibility.Tests;

/// <summary>Lends objects of a contract whose code is older than references.</summary>
[PeerContract]
public partial interface ILender
{
    ValueTask<ICounting> LendAsync(int start);

    ValueTask<ICounting> LendTheSameAsync();

    ValueTask<bool> IsHomeAsync(ICounting counter);

    ValueTask<int> CountAsync(ICounting counter, ICounting again);
}

/// <summary>A contract generated before objects travelled by reference travels by reference in a contract of today.</summary>
public sealed class OlderReferenceTests
{
    [Theory]
    [InlineData(ChannelKind.Memory)]
    [InlineData(ChannelKind.DataChannel)]
    public async Task An_object_of_a_contract_that_is_older_than_references_travels(ChannelKind kind)
    {
        await using var channels = await ChannelPair.OpenAsync(kind);
        await using var server = PeerSession.Start(channels.First, builder => builder.Serve(new Lender()));
        await using var client = PeerSession.Start(channels.Second);
        var remote = client.GetRemote<ILender>();

        var lent = await remote.LendTheSameAsync();
        Assert.Same(lent, await remote.LendTheSameAsync());
        Assert.Equal(15, await lent.CountAsync(5));
        Assert.True(await remote.IsHomeAsync(lent));
        Assert.True(PeerReference.Release(lent));
        Assert.False(PeerReference.Release(lent));
        await Assert.ThrowsAsync<PeerException>(async () => await lent.CountAsync(5));

        var own = new Counter(100);
        Assert.Equal(101 + 102, await remote.CountAsync(own, own));
        Assert.Equal(8, await (await remote.LendAsync(7)).CountAsync(1));
        Assert.False(await remote.IsHomeAsync(own));
    }

    private sealed class Counter(int start) : ICounting
    {
        public ValueTask<int> CountAsync(int from) => new(start + from);
    }

    private sealed class Lender : ILender
    {
        private readonly Counter _counter = new(10);

        public ValueTask<ICounting> LendAsync(int start) => new(new Counter(start));

        public ValueTask<ICounting> LendTheSameAsync() => new(_counter);

        public ValueTask<bool> IsHomeAsync(ICounting counter) => new(ReferenceEquals(counter, _counter));

        public async ValueTask<int> CountAsync(ICounting counter, ICounting again) => await counter.CountAsync(1) + await again.CountAsync(2);
    }
}
