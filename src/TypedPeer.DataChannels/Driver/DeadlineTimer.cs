using TypedPeer.DataChannels.Driver.WakeUps;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Wakes the driver for the core's next deadline. Armed for an earlier deadline only: deadlines move back with every packet, and a wake-up that
/// comes early just looks again. All members belong to whoever has the lock.
/// </summary>
internal sealed class DeadlineTimer(ContainedCore core, IWakeUp wakeUp)
{
    private IWakeUp _wakeUp = wakeUp;
    private long _armedFor = long.MaxValue;

    /// <summary>It has woken the driver, or what it stood for was done.</summary>
    public void Clear() => _armedFor = long.MaxValue;

    /// <summary>Arms for the core's next deadline.</summary>
    public void Arm(long now)
    {
        var deadline = core.NextDeadline;
        if (deadline < _armedFor)
        {
            _armedFor = deadline;
            core.Do(static (_, args) => args.WakeUp.Set(args.Microseconds), (WakeUp: _wakeUp, Microseconds: Math.Max(0, deadline - now)));
        }
    }

    /// <summary>Has another wake it, from the next <see cref="Arm"/> on.</summary>
    public void Use(IWakeUp other)
    {
        Stop();
        Clear();
        _wakeUp = other;
    }

    /// <summary>Never wakes it again.</summary>
    public void Stop() => core.Do(static (_, wakeUp) => wakeUp.Dispose(), _wakeUp);
}
