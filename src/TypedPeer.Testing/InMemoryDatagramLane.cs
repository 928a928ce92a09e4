using TypedPeer.Channels;

namespace TypedPeer.Testing;

/// <summary>One direction's end of the lane beside a channel in memory: nothing is lost in it but what finds no receiver, or too much waiting for one.</summary>
internal sealed class InMemoryDatagramLane(InMemoryPeerChannel channel) : IPeerDatagramLane
{
    /// <summary>Less than a data channel's one packet, so that what fits here fits there.</summary>
    private const int LargestDatagram = 1100;

    /// <summary>As much as a network's queues hold.</summary>
    private const long MaxHeldBytes = 256 * 1024;

    private readonly PeerChannelInbox _inbox = new(MaxHeldBytes);

    public int MaxDatagramSize => LargestDatagram;

    /// <summary>Has what comes to this end delivered.</summary>
    public void Attach(IPeerDatagramReceiver receiver) => _inbox.Attach(new Receiver(receiver));

    public bool TrySend(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > MaxDatagramSize)
        {
            throw new ArgumentException($"The datagram has {datagram.Length} bytes; the lane takes {MaxDatagramSize}.", nameof(datagram));
        }

        if (channel.Closed.IsCompleted)
        {
            return false;
        }

        // Where the other end has not opened its lane, it is lost on the way.
        channel.OtherDatagrams?._inbox.TryAdd(datagram);
        return true;
    }

    private sealed class Receiver(IPeerDatagramReceiver receiver) : IPeerChannelReceiver
    {
        public void OnMessage(ReadOnlySpan<byte> message) => receiver.OnDatagram(message);

        public void OnBufferedAmountLow()
        {
        }

        public void OnClosed(PeerChannelCloseReason reason)
        {
        }
    }
}
