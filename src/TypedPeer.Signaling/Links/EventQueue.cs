namespace TypedPeer.Signaling.Links;

/// <summary>Raises events one at a time and in order on a thread of the pool, so that whoever caused one never waits for its handlers.</summary>
internal sealed class EventQueue(Action<Exception> failed) : IThreadPoolWorkItem
{
    /// <summary>As many as the changes of a room in which everybody moves, and few enough to be held.</summary>
    private const int Short = 256;

    private readonly Queue<Action> _events = new();
    private bool _isRaising;
    private TaskCompletionSource? _short;

    /// <summary>Waits until few events wait for their turn, for whoever causes them without end.</summary>
    public Task WhenShortAsync()
    {
        lock (_events)
        {
            return _events.Count < Short ? Task.CompletedTask : (_short ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

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
            if (_events.Count < Short)
            {
                _short?.SetResult();
                _short = null;
            }

            return _isRaising;
        }
    }
}
