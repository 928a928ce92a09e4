namespace TypedPeer.DataChannels.Driver.WakeUps;

/// <summary>A timer of the application's clock, which counts in milliseconds: never too early.</summary>
internal sealed class ClockWakeUp(TimeProvider time, Action onDue) : IWakeUp
{
    private readonly ITimer _timer = time.CreateTimer(static state => ((Action)state!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Set(long microseconds) =>
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min((microseconds + 999) / 1000, int.MaxValue)), Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
