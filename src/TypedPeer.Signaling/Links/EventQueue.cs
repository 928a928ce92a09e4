namespace TypedPeer.Signaling.Links;

/// <summary>Raises events one at a time and in order on a thread of the pool, so that whoever caused one never waits for its handlers.</summary>
internal sealed class EventQueue(Action<Exception> failed) : IThreadPoolWorkItem
{
    private readonly Queue<Action> _events = new();
    private bool _isRaising;

    /// <summary>Raises an event after those before it.</summary>
    public void Add(Action raise)
    {
        lock (_events)
        {
            _events.Enqueue(raise);
            if (_isRaising)
            {
                return;
            }

            _isRaising = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        while (TryTake(out var raise))
        {
            try
            {
                raise();
            }
#pragma warning disable CA1031 // A handler of the application's: it is told of, and the next ones are raised.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failed(exception);
            }
        }
    }

    private bool TryTake(out Action raise)
    {
        lock (_events)
        {
            _isRaising = _events.TryDequeue(out raise!);
            return _isRaising;
        }
    }
}
