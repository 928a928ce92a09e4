using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>When nothing more comes out of a channel.</summary>
public sealed class DrainedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_is_drained_when_it_is_closed_and_what_was_kept_is_raised()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var messages = new List<byte>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += TakeOne;
        for (byte i = 0; i < 20; i++)
        {
            local.Send([i]);
        }

        await first.Task.WaitAsync(Patience, Token);
        await local.CloseAsync(Token);
        Assert.Equal(PeerChannelCloseKind.Remote, (await remote.Closed.WaitAsync(Patience, Token)).Kind);
        Assert.False(remote.Drained.IsCompleted);
        Assert.Equal([0], messages);

        remote.Message += message => messages.Add(message.Data[0]);
        await remote.Drained.WaitAsync(Patience, Token);
        Assert.Equal(Enumerable.Range(0, 20), messages.Select(static message => (int)message));
        await local.Drained.WaitAsync(Patience, Token);

        void TakeOne(DataChannelMessage message)
        {
            messages.Add(message.Data[0]);
            remote.Message -= TakeOne;
            first.TrySetResult();
        }
    }

    [Fact]
    public async Task A_channel_that_this_side_closes_is_drained_though_nobody_read()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        local.Send([1]);
        await remote.CloseAsync(Token);
        await remote.Drained.WaitAsync(Patience, Token);
    }
}
