namespace TypedPeer.VirtualNetwork;

/// <summary>A timer of the virtual clock.</summary>
internal sealed class VirtualTimer : ITimer
{
    private readonly VirtualWorld _world;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private long _period;
    private int _version;
    private bool _isArmed;

    /// <summary>Makes a timer; <see cref="Change"/> starts it.</summary>
    public VirtualTimer(VirtualWorld world, TimerCallback callback, object? state)
    {
        _world = world;
        _callback = callback;
        _state = state;
    }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_world.Gate)
        {
            _version++;
            Arm(isArmed: false);
            _period = period <= TimeSpan.Zero ? 0 : ToMicroseconds(period);
            if (dueTime >= TimeSpan.Zero)
                Schedule(_world.Now + ToMicroseconds(dueTime));
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private static long ToMicroseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private void Schedule(long at)
    {
        int version = _version;
        Arm(isArmed: true);
        _world.Schedule(at, () =>
        {
            if (version != _version)
                return;

            Arm(isArmed: false);
            _world.Post(() => _callback(_state));
            if (_period > 0)
                Schedule(at + _period);
        });
    }

    private void Arm(bool isArmed)
    {
        _world.ArmedTimers += (isArmed ? 1 : 0) - (_isArmed ? 1 : 0);
        _isArmed = isArmed;
    }
}
