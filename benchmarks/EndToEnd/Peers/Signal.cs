using System.Threading.Tasks.Sources;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>
/// Something one loop waits for again and again without allocating: what a benchmark measures must not be its own garbage.
/// One waiter; any thread may raise it.
/// </summary>
internal sealed class Signal(bool continueInline) : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private int _isArmed;

    /// <summary>From now on the signal counts.</summary>
    public void Arm()
    {
        _core.Reset();
        Volatile.Write(ref _isArmed, 1);
    }

    /// <summary>Takes <see cref="Arm"/> back; false when the signal has been raised since, and has to be awaited.</summary>
    public bool TryDisarm() => Interlocked.Exchange(ref _isArmed, 0) == 1;

    /// <summary>Waits for the signal since <see cref="Arm"/>.</summary>
    public ValueTask WaitAsync() => new(this, _core.Version);

    /// <summary>Lets the waiter go on, here or on the pool. False when nobody waits.</summary>
    public bool TryRaise()
    {
        if (!TryDisarm())
        {
            return false;
        }

        if (continueInline)
        {
            _core.SetResult(true);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return true;
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
