using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>The lane for datagrams beside a data channel.</summary>
public sealed class DatagramLaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Datagrams_go_both_ways_beside_their_channel_and_end_with_it()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var (atLocal, atRemote) = (new Receiver(), new Receiver());
        var there = ((IPeerChannelDatagrams)local).OpenDatagrams(atLocal)!;
        var back = ((IPeerChannelDatagrams)remote).OpenDatagrams(atRemote)!;
        await SendUntilOneArrivesAsync(there, atRemote);
        await SendUntilOneArrivesAsync(back, atLocal);
        Assert.Throws<ArgumentException>(() => there.TrySend(new byte[there.MaxDatagramSize + 1]));

        // One lane for each channel: its id is taken.
        Assert.Null(((IPeerChannelDatagrams)local).OpenDatagrams(atLocal));

        await local.CloseAsync(TestContext.Current.CancellationToken);
        await remote.Closed.WaitAsync(Patience, TestContext.Current.CancellationToken);
        while (there.TrySend([1]))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>On loopback none is lost but by chance.</summary>
    private static async Task SendUntilOneArrivesAsync(IPeerDatagramLane lane, Receiver receiver)
    {
        while (!receiver.Came.Task.IsCompleted)
        {
            lane.TrySend([1, 2, 3]);
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal([1, 2, 3], await receiver.Came.Task);
    }

    private sealed class Receiver : IPeerDatagramReceiver
    {
        public TaskCompletionSource<byte[]> Came { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnDatagram(ReadOnlySpan<byte> datagram) => Came.TrySetResult(datagram.ToArray());
    }
}
