using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Runtime;

public sealed class DisposalOverMemoryTests() : DisposalTests(ChannelKind.Memory);

public sealed class DisposalOverDataChannelTests() : DisposalTests(ChannelKind.DataChannel);

/// <summary>Disposing an object is a call like any other; giving its reference back is another matter.</summary>
public abstract class DisposalTests(ChannelKind kind)
{
    [Fact]
    public async Task Disposing_an_object_and_giving_its_reference_back_are_two_things()
    {
        var house = new House();
        await using var loopback = await Loopback.OpenAsync(kind, builder => builder.Serve<IHouse>(house));
        var door = await loopback.Get<IHouse>().OpenAsync();
        await using (door.ConfigureAwait(false))
        {
            Assert.True(await door.IsOpenAsync());
        }

        Assert.False(await door.IsOpenAsync());
        Assert.Equal(1, loopback.Client.GetStatistics().ReferencesHeld);

        var other = await loopback.Get<IHouse>().OpenAsync();
        Assert.True(PeerReference.Release(other));
        Assert.True(await (await loopback.Get<IHouse>().OpenAsync()).IsOpenAsync());
        Assert.Equal([false, true, true], house.Doors.Select(made => made.IsOpen));
    }

    private sealed class House : IHouse
    {
        public List<Door> Doors { get; } = [];

        public ValueTask<IDoor> OpenAsync()
        {
            Doors.Add(new Door());
            return new(Doors[^1]);
        }
    }

    private sealed class Door : IDoor
    {
        public bool IsOpen { get; private set; } = true;

        public ValueTask<bool> IsOpenAsync() => new(IsOpen);

        public ValueTask DisposeAsync()
        {
            IsOpen = false;
            return default;
        }
    }
}

[PeerContract]
public partial interface IHouse
{
    ValueTask<IDoor> OpenAsync();
}

/// <summary>An object with a life of its own.</summary>
[PeerContract]
public partial interface IDoor : IAsyncDisposable
{
    ValueTask<bool> IsOpenAsync();
}
