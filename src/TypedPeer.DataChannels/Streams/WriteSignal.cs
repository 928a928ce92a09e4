using System.Threading.Tasks.Sources;

namespace TypedPeer.DataChannels.Streams;

/// <summary>
/// What one writer waits by until there is something to write, any number of times without allocation. <see cref="Reset"/> and <see cref="Set"/> take turns,
/// which is the callers' to see to; between them the writer waits once.
/// </summary>
internal sealed class WriteSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;

    /// <summary>There is nothing: <see cref="WaitAsync"/> waits.</summary>
    public void Reset() => _core.Reset();

    /// <summary>There is something. The writer goes on here, on the thread that calls.</summary>
    public void Set() => _core.SetResult(true);

    /// <summary>Waits for <see cref="Set"/>, which may have come already.</summary>
    public ValueTask WaitAsync() => new(this, _core.Version);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
