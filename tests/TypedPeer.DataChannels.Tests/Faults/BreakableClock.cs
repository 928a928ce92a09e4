namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>The system's clock until it breaks: then it and its timers throw whatever they are asked.</summary>
internal sealed class BreakableClock : TimeProvider
{
    public bool IsBroken { get; set; }

    public override long GetTimestamp()
    {
        ThrowIfBroken();
        return base.GetTimestamp();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfBroken();
        return new Breakable(this, base.CreateTimer(callback, state, dueTime, period));
    }

    private void ThrowIfBroken()
    {
        if (IsBroken)
        {
            throw new NotSupportedException("The clock is broken.");
        }
    }

    private sealed class Breakable(BreakableClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.ThrowIfBroken();
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            timer.Dispose();
            clock.ThrowIfBroken();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
