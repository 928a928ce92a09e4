using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Hands a channel's messages to its handler, and keeps them while there is none. What is kept stays counted against the receive
/// window, which bounds it.
/// </summary>
/// <remarks>All <c>On...</c> members and <see cref="DeliverKept"/> are called by the raising thread; handlers may be set by any.</remarks>
internal sealed class DataChannelInbox
{
    private readonly Lock _lock = new();
    private readonly Queue<(byte[] Buffer, int Length, bool IsText)> _kept = new();
    private PeerChannelCloseReason? _closed;
    private bool _closeDelivered;
    private long _freed;
    private volatile DataChannelMessageHandler? _handler;
    private volatile IPeerChannelReceiver? _receiver;

    /// <summary>Adds an event handler.</summary>
    public void Add(DataChannelMessageHandler handler)
    {
        lock (_lock)
        {
            if (_receiver is not null)
            {
                throw new InvalidOperationException("A receiver is attached to the channel already.");
            }

            _handler += handler;
        }
    }

    /// <summary>Removes an event handler.</summary>
    public void Remove(DataChannelMessageHandler handler)
    {
        lock (_lock)
        {
            _handler -= handler;
        }
    }

    /// <summary>Attaches the one receiver.</summary>
    public void Attach(IPeerChannelReceiver receiver)
    {
        lock (_lock)
        {
            if (_receiver is not null || _handler is not null)
            {
                throw new InvalidOperationException("A receiver or handler is attached to the channel already.");
            }

            _receiver = receiver;
        }
    }

    /// <summary>Gets a value indicating whether a receiver takes the messages, and no event handler.</summary>
    public bool HasReceiver => _receiver is not null;

    /// <summary>Delivers or keeps a message.</summary>
    public void OnMessage(byte[] rented, int length, bool isText)
    {
        if (_kept.Count > 0 || (_receiver is null && _handler is null))
        {
            _kept.Enqueue((rented, length, isText));
            DeliverKept();
        }
        else
        {
            Deliver(rented, length, isText);
        }
    }

    /// <summary>Delivers what was kept, and a close that came meanwhile.</summary>
    public void DeliverKept()
    {
        while ((_receiver is not null || _handler is not null) && _kept.TryDequeue(out var item))
        {
            Deliver(item.Buffer, item.Length, item.IsText);
        }

        DeliverClose();
    }

    /// <summary>Takes how many bytes of the receive window were freed since the last call, also by deliveries that threw.</summary>
    public long TakeFreed()
    {
        var freed = _freed;
        _freed = 0;
        return freed;
    }

    /// <summary>Passes the signal on.</summary>
    public void OnBufferedAmountLow() => _receiver?.OnBufferedAmountLow();

    /// <summary>Passes the close on after all messages.</summary>
    public void OnClosed(PeerChannelCloseReason reason)
    {
        _closed = reason;
        DeliverClose();
    }

    private void DeliverClose()
    {
        if (_closed is { } reason && _receiver is { } receiver && _kept.Count == 0 && !_closeDelivered)
        {
            _closeDelivered = true;
            receiver.OnClosed(reason);
        }
    }

    private void Deliver(byte[] rented, int length, bool isText)
    {
        try
        {
            if (_receiver is { } receiver)
            {
                receiver.OnMessage(rented.AsSpan(0, length));
            }
            else
            {
                _handler?.Invoke(new DataChannelMessage(rented.AsSpan(0, length), isText));
            }
        }
        finally
        {
            SctpMessagePool.Return(rented);
            _freed += length + DataChannelTable.MessageOverhead;
        }
    }
}
