using TypedPeer.Testing;
using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Ending;

/// <summary>What a session was given as its own goes with it; all else stays.</summary>
public class OwnedResourceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_session_owns_is_disposed_of_after_its_channel_in_the_reverse_order_however_it_ends(bool orderly)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var disposed = new List<string>();
        var session = PeerSession.Start(first, peer => peer
            .Own(new Resource(() => disposed.Add($"outer, channel closed: {first.Closed.IsCompleted}")))
            .Own(new Resource(() => disposed.Add($"inner, channel closed: {first.Closed.IsCompleted}"))));
        await using var other = PeerSession.Start(second);
        await session.Connected.Soon();

        if (orderly)
        {
            await session.DisposeAsync();
        }
        else
        {
            await second.CloseAsync(TestContext.Current.CancellationToken);
            await session.DisposeAsync();
        }

        Assert.Equal(["inner, channel closed: True", "outer, channel closed: True"], disposed);
    }

    [Fact]
    public async Task What_does_not_end_when_it_is_disposed_of_keeps_nobody_longer_than_stopping_may_take()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var clock = new ManualTimeProvider();
        var never = new TaskCompletionSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var session = PeerSession.Start(first, peer => peer.Own(new Resource(asked.SetResult, never.Task)), new() { TimeProvider = clock });
        await using var other = PeerSession.Start(second);
        await session.Connected.Soon();

        var disposing = session.DisposeAsync().AsTask();
        await asked.Task.Soon();
        await clock.IsSetWithinAsync(TimeSpan.FromSeconds(11));
        Assert.False(disposing.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(11));

        await disposing.Soon();
    }

    [Fact]
    public void Nothing_can_be_given_to_a_session_that_has_started()
    {
        PeerSessionBuilder? builder = null;
        PeerSession.Start(InMemoryPeerChannel.CreatePair().First, peer => builder = peer);
        Assert.Throws<InvalidOperationException>(() => builder!.Own(new Resource(static () => { })));
    }

    private sealed class Resource(Action disposed, Task? ends = null) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            disposed();
            return ends is null ? default : new ValueTask(ends);
        }
    }
}
