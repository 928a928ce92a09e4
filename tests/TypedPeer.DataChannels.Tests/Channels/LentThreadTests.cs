using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>A data channel lends the thread that delivered a message to the work the message caused.</summary>
public sealed class LentThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Work_that_a_message_causes_runs_on_the_thread_that_delivered_it_once_that_is_free()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var receiver = new SchedulingReceiver(remote);
        ((IPeerChannel)remote).Attach(receiver);

        // Not of each message: the thread has others to read for when they come meanwhile.
        do
        {
            local.Send([1]);
        }
        while (!await receiver.NextAsync(patience.Token));
    }

    private sealed class SchedulingReceiver(IPeerChannelScheduler scheduler) : IPeerChannelReceiver, IThreadPoolWorkItem
    {
        // What is set here stays on the thread until the pool has other work for it, and goes nowhere else.
        private readonly AsyncLocal<bool> _isDelivering = new();
        private readonly System.Threading.Channels.Channel<bool> _ran = System.Threading.Channels.Channel.CreateUnbounded<bool>();

        public async Task<bool> NextAsync(CancellationToken cancellationToken) => await _ran.Reader.ReadAsync(cancellationToken);

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            _isDelivering.Value = true;
            scheduler.Schedule(this);
        }

        public void Execute() => _ran.Writer.TryWrite(_isDelivering.Value);

        public void OnBufferedAmountLow()
        {
            // Nothing is sent from here.
        }

        public void OnClosed(PeerChannelCloseReason reason) => _ran.Writer.TryComplete();
    }
}
