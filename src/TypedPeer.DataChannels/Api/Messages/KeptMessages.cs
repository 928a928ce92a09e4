using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Api.Messages;

/// <summary>
/// Messages of a channel that nobody has asked for yet. They count against the receive window of the whole connection; so if the
/// application forgets the channel, without a handler and without closing it, what they took is given back when the collector finds out.
/// </summary>
/// <param name="forgotten">Is told the cost of what was left; called on any thread.</param>
internal sealed class KeptMessages(Action<long> forgotten) : IDisposable
{
    private readonly Queue<Item> _items = new();
    private long _cost;

#pragma warning disable MA0055 // A channel that was forgotten with messages in it can be noticed in no other way.
    ~KeptMessages()
#pragma warning restore MA0055
    {
        if (_cost > 0)
        {
            forgotten(_cost);
        }
    }

    /// <summary>Every message was taken.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Keeps a message.</summary>
    public void Add(byte[] rented, int length, bool isText)
    {
        _items.Enqueue(new Item(rented, length, isText));
        _cost += MessageCost.Of(rented);
    }

    /// <summary>Gets what they hold.</summary>
    public long Cost => _cost;

    /// <summary>Gets whether none is left.</summary>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Takes the oldest message, of which there is one.</summary>
    public (byte[] Buffer, int Length, bool IsText) Take()
    {
        var item = _items.Dequeue();
        _cost -= MessageCost.Of(item.Buffer);
        return (item.Buffer, item.Length, item.IsText);
    }

    private sealed record Item(byte[] Buffer, int Length, bool IsText);
}
