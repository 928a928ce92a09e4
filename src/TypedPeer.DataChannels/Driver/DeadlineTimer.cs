namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Wakes the driver for the core's next deadline. Armed for an earlier deadline only: deadlines move back with every packet, and a timer that
/// fires early just looks again. All members belong to whoever has the lock.
/// </summary>
internal sealed class DeadlineTimer(ContainedCore core, ITimer timer)
{
    private long _armedFor = long.MaxValue;

    /// <summary>The timer has fired, or what it stood for was done.</summary>
    public void Clear() => _armedFor = long.MaxValue;

    /// <summary>Arms for the core's next deadline.</summary>
    public void Arm(long now)
    {
        var deadline = core.NextDeadline;
        if (deadline < _armedFor)
        {
            _armedFor = deadline;
            var milliseconds = Math.Max(0, (deadline - now + 999) / 1000);
            core.Do(
                static (_, args) => args.Timer.Change(TimeSpan.FromMilliseconds(Math.Min(args.Milliseconds, int.MaxValue)), Timeout.InfiniteTimeSpan),
                (Timer: timer, Milliseconds: milliseconds));
        }
    }

    /// <summary>Never fires again.</summary>
    public void Stop() => core.Do(static (_, timer) => timer.Dispose(), timer);
}
