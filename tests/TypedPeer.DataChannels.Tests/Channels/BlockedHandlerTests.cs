using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>A peer goes on while the application's handler blocks: what piles up behind the handler is bounded.</summary>
[Collection(AloneCollection.Name)]
public sealed class BlockedHandlerTests
{
    private const int Allowed = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Channels_opened_and_closed_behind_a_blocked_handler_are_refused_in_the_end_and_the_connection_lives()
    {
        using var release = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pair = PeerConnectionPair.Create(
            new PeerConnectionOptions { MaxDataChannels = 4096 }, new PeerConnectionOptions { MaxDataChannels = Allowed });
        var seen = 0;
        pair.Answerer.DataChannel += channel =>
        {
            Interlocked.Increment(ref seen);
            channel.Message += _ => TrySend(channel);
            blocked.TrySetResult();
            release.Wait(Patience);
        };
        var first = pair.Offerer.CreateDataChannel("first");
        await pair.ConnectAsync();
        await blocked.Task.WaitAsync(Patience, Token);
        await first.Opened.WaitAsync(Patience, Token);

        var label = new string('x', 60_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var wave = 0; wave < 40; wave++)
        {
            var channels = Enumerable.Range(0, Allowed / 2).Select(_ => pair.Offerer.CreateDataChannel(label)).ToList();
            await Task.WhenAll(channels.Select(async channel =>
            {
                TrySend(channel);
                await channel.CloseAsync(Token);
            })).WaitAsync(Patience, Token);
        }

        // 75 MB of labels were sent, and half as many would be held twice as long. Both sides, with their pools, are in this process.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 * 1024 * 1024);
        var late = pair.Offerer.CreateDataChannel(label);
        Assert.Equal(PeerChannelCloseKind.Remote, (await late.Closed.WaitAsync(Patience, Token)).Kind);
        Assert.Equal(DataChannelState.Open, first.ReadyState);

        // Once the handler is free, what piled up is worked off, and there is room again.
        release.Set();
        var answered = false;
        while (!answered)
        {
            var again = pair.Offerer.CreateDataChannel("again");
            var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            again.Message += _ => answer.TrySetResult();
            TrySend(again);
            answered = await Task.WhenAny(answer.Task, again.Closed).WaitAsync(Patience, Token) == answer.Task;
        }

        Assert.InRange(Volatile.Read(ref seen), 2, Allowed);
    }

    /// <summary>The peer may have refused the channel already.</summary>
    private static void TrySend(DataChannel channel)
    {
        try
        {
            channel.Send([1]);
        }
        catch (PeerChannelClosedException)
        {
            Assert.NotEqual(DataChannelState.Connecting, channel.ReadyState);
        }
    }
}
