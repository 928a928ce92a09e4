using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Api.Messages;

/// <summary>
/// Hands a channel's messages to its handler, and keeps them while there is none. What is kept stays counted against the receive
/// window, which bounds it.
/// </summary>
/// <remarks>All <c>On...</c> members and <see cref="TryDeliverKept"/> are called by the raising thread; handlers may be set by any.</remarks>
/// <param name="forgotten">Gives back what was kept for a channel that the application forgot; called on any thread.</param>
internal sealed class DataChannelInbox(Action<long> forgotten)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KeptMessages? _kept;
    private PeerChannelCloseReason? _closed;
    private bool _closeDelivered;
    private long _freed;
    private volatile DataChannelMessageHandler? _handler;
    private volatile IPeerChannelReceiver? _receiver;

    /// <summary>Gets a task that completes when the channel is closed and nothing is kept.</summary>
    public Task Drained => _drained.Task;

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

    /// <summary>Delivers a message, or keeps it: behind others that are kept, too, which go when the handler's coming is told.</summary>
    public void OnMessage(byte[] rented, int length, bool isText)
    {
        if (_kept is not null || !HasTaker)
        {
            (_kept ??= new KeptMessages(forgotten)).Add(rented, length, isText);
        }
        else
        {
            Deliver(rented, length, isText);
        }
    }

    /// <summary>Delivers a message whose memory is the caller's, or keeps a copy.</summary>
    public void OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        if (_kept is null && HasTaker)
        {
            Deliver(message, isText);
            return;
        }

        var rented = SctpMessagePool.Rent(message.Length);
        message.CopyTo(rented);
        OnMessage(rented, message.Length, isText);
    }

    /// <summary>Gets what messages hold that are kept.</summary>
    public long KeptBytes => _kept?.Cost ?? 0;

    /// <summary>
    /// Delivers the next message that was kept, or after the last one a close that came meanwhile; false when there is nothing more, or
    /// nobody. One at a time, so that a handler that throws does not take the others' turn.
    /// </summary>
    public bool TryDeliverKept()
    {
        if (HasTaker && TryTakeKept(out var item))
        {
            Deliver(item.Buffer, item.Length, item.IsText);
            return true;
        }

        DeliverClose();
        return false;
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

    /// <summary>Passes the close on after all messages. What nobody has asked for by the time this side closes, nobody will: it is let go.</summary>
    public void OnClosed(PeerChannelCloseReason reason)
    {
        _closed = reason;
        while (reason.Kind == PeerChannelCloseKind.Local && !HasTaker && TryTakeKept(out var item))
        {
            Free(item.Buffer);
        }

        DeliverClose();
    }

    private bool HasTaker => _receiver is not null || _handler is not null;

    /// <summary>Takes the next message that was kept; behind the last one nothing is left for the collector to look at.</summary>
    private bool TryTakeKept(out (byte[] Buffer, int Length, bool IsText) item)
    {
        if (_kept is null)
        {
            item = default;
            return false;
        }

        item = _kept.Take();
        if (_kept.IsEmpty)
        {
            _kept.Dispose();
            _kept = null;
        }

        return true;
    }

    private void DeliverClose()
    {
        if (_closed is not { } reason || _kept is not null)
        {
            return;
        }

        _drained.TrySetResult();
        if (_receiver is { } receiver && !_closeDelivered)
        {
            _closeDelivered = true;
            receiver.OnClosed(reason);
        }
    }

    private void Deliver(byte[] rented, int length, bool isText)
    {
        try
        {
            Deliver(rented.AsSpan(0, length), isText);
        }
        finally
        {
            Free(rented);
        }
    }

    private void Deliver(ReadOnlySpan<byte> message, bool isText)
    {
        if (_receiver is { } receiver)
        {
            receiver.OnMessage(message);
        }
        else
        {
            HandlerList.Raise(_handler, static (handler, message) => handler(message), new DataChannelMessage(message, isText));
        }
    }

    private void Free(byte[] rented)
    {
        _freed += MessageCost.Of(rented);
        SctpMessagePool.Return(rented);
    }
}
