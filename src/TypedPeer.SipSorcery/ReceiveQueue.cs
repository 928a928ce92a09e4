using TypedPeer.Channels;

namespace TypedPeer.SipSorceryChannels;

/// <summary>
/// What came in and was not taken yet, and the one worker that hands it to the receiver. SIPSorcery's receive thread also handles
/// acknowledgements, so it only ever enqueues; the receiver runs on the thread pool, one call at a time.
/// </summary>
internal sealed class ReceiveQueue(long capacity, Action<Exception> onReceiverFailed) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _messages = new();
    private IPeerChannelReceiver? _receiver;
    private PeerChannelCloseReason? _end;
    private long _bytes;
    private bool _isRunning;
    private bool _isOver;

    /// <summary>Gets the receiver, null before it is attached.</summary>
    public IPeerChannelReceiver? Receiver => Volatile.Read(ref _receiver);

    /// <summary>Takes the receiver, once.</summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void Attach(IPeerChannelReceiver receiver)
    {
        lock (_gate)
        {
            if (_receiver is not null)
            {
                throw new InvalidOperationException("A receiver is attached already.");
            }

            _receiver = receiver;
        }

        Wake();
    }

    /// <summary>Takes ownership of a message; false when there is no room for it.</summary>
    public bool TryAdd(byte[] message)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return true;
            }

            // An empty message costs an entry too, so that a flood of them is bounded.
            var cost = message.Length + IntPtr.Size;
            if (_bytes + cost > capacity)
            {
                return false;
            }

            _bytes += cost;
            _messages.Enqueue(message);
        }

        Wake();
        return true;
    }

    /// <summary>Ends the queue: what is in it is delivered, then the reason.</summary>
    public void Complete(PeerChannelCloseReason reason)
    {
        lock (_gate)
        {
            _end ??= reason;
        }

        Wake();
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            while (TryTake(out var message, out var end))
            {
                if (end is not null)
                {
                    _receiver!.OnClosed(end);
                    return;
                }

                _receiver!.OnMessage(message);
            }
        }
        catch (Exception exception)
        {
            // A receiver that throws breaks its own contract; nothing above this frame could report it.
            lock (_gate)
            {
                _isOver = true;
                _messages.Clear();
            }

            onReceiverFailed(exception);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_isRunning || _isOver || _receiver is null || (_messages.Count == 0 && _end is null))
            {
                return;
            }

            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryTake(out byte[]? message, out PeerChannelCloseReason? end)
    {
        lock (_gate)
        {
            end = null;
            if (!_isOver && _messages.TryDequeue(out message))
            {
                _bytes -= message.Length + IntPtr.Size;
                return true;
            }

            message = null;
            if (!_isOver && _end is not null)
            {
                _isOver = true;
                end = _end;
                return true;
            }

            _isRunning = false;
            return false;
        }
    }
}
