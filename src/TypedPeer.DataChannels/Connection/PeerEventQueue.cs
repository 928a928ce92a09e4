using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// The core's events in order. The driver swaps the whole queue against an empty one, so that a batch is handled outside the
/// lock and the steady state allocates nothing.
/// </summary>
internal sealed class PeerEventQueue : IDataChannelObserver
{
    private PeerEvent[] _items = new PeerEvent[16];

    /// <summary>Gets how many events wait.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the event at a position.</summary>
    public ref readonly PeerEvent this[int index] => ref _items[index];

    /// <summary>Appends an event.</summary>
    public void Add(in PeerEvent item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, _items.Length * 2);
        }

        _items[Count++] = item;
    }

    /// <summary>Forgets all events and what they reference.</summary>
    public void Clear()
    {
        Array.Clear(_items, 0, Count);
        Count = 0;
    }

    /// <summary>Exchanges the contents with another queue.</summary>
    public void Swap(PeerEventQueue other)
    {
        (_items, other._items) = (other._items, _items);
        (Count, other.Count) = (other.Count, Count);
    }

    void IDataChannelObserver.OnIncoming(DataChannelCore channel) => Add(PeerEvent.ChannelIncoming(channel));

    void IDataChannelObserver.OnOpen(DataChannelCore channel) => Add(PeerEvent.ChannelOpen(channel));

    void IDataChannelObserver.OnMessage(DataChannelCore channel, byte[] rented, int length, bool isText) =>
        Add(PeerEvent.ChannelMessage(channel, rented, length, isText));

    void IDataChannelObserver.OnBufferedAmountLow(DataChannelCore channel) => Add(PeerEvent.ChannelBufferedAmountLow(channel));

    void IDataChannelObserver.OnClosing(DataChannelCore channel) => Add(PeerEvent.ChannelClosing(channel));

    void IDataChannelObserver.OnClosed(DataChannelCore channel, PeerChannelCloseReason reason) => Add(PeerEvent.ChannelClosed(channel, reason));
}
