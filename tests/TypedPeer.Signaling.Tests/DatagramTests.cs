using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Calls that may be lost go by a data channel of their own, which both sides of a link make by themselves.</summary>
public sealed class DatagramTests
{
    [Fact]
    public async Task Unreliable_calls_of_a_link_go_by_a_channel_of_their_own_in_both_directions()
    {
        var (atListener, atDialler) = (new Positions(), new Positions());
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IPositions>(atListener), Loopback.Options(), Loopback.Token);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        await using var link = await PeerLink.ConnectAsync(listener.Address, peer => peer.Serve<IPositions>(atDialler), cancellationToken: Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();

        await SendUntilOneArrivesAsync(link.Session, atListener);
        await SendUntilOneArrivesAsync(other.Session, atDialler);
        Assert.Equal(3, await link.GetRemote<IPositions>().CountAsync(3).AsTask().SoonAsync());
    }

    /// <summary>The first may go before the lane is open, in order with all others; and of those after it any may be lost.</summary>
    private static async Task SendUntilOneArrivesAsync(PeerSession session, Positions receiver)
    {
        var remote = session.GetRemote<IPositions>();
        int? firstUnreliable = null;
        for (var number = 0; ; number++)
        {
            await remote.AtAsync(number);
            if (session.GetStatistics().CallsUnreliable > 0)
            {
                firstUnreliable ??= number;
            }

            while (receiver.Seen.TryRead(out var seen))
            {
                if (seen >= firstUnreliable)
                {
                    return;
                }
            }

            Loopback.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Positions : IPositions
    {
        private readonly Channel<int> _seen = Channel.CreateUnbounded<int>();

        public ChannelReader<int> Seen => _seen.Reader;

        public ValueTask AtAsync(int number)
        {
            _seen.Writer.TryWrite(number);
            return default;
        }

        public ValueTask<int> CountAsync(int number) => new(number);
    }
}

[PeerContract]
public partial interface IPositions
{
    [OneWay, Unreliable]
    ValueTask AtAsync(int number);

    ValueTask<int> CountAsync(int number);
}
