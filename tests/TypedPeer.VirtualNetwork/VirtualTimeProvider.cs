namespace TypedPeer.VirtualNetwork;

/// <summary>The virtual clock as the framework sees clocks.</summary>
internal sealed class VirtualTimeProvider(VirtualWorld world) : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => world.Now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(world.Now * TimeSpan.TicksPerMicrosecond);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(world, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
