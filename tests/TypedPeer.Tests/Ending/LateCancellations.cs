using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Ending;

/// <summary>A clock on a machine that is so busy that the timers of cancellations come an hour late.</summary>
internal sealed class LateCancellations(ManualTimeProvider clock) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, state is CancellationTokenSource ? dueTime + TimeSpan.FromHours(1) : dueTime, period);
}
