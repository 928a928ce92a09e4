namespace TypedPeer.DataChannels.Udp.Names;

/// <summary>How much a process asks its networks on behalf of peers. Any thread may call anything.</summary>
internal sealed class MdnsBudget(MdnsOptions options, Func<long> milliseconds)
{
    private readonly Lock _lock = new();
    private long _secondEnds = long.MinValue;
    private int _inSecond;
    private int _underWay;

    /// <summary>Gets that of this process.</summary>
    public static MdnsBudget Process { get; } = new(new MdnsOptions(), static () => Environment.TickCount64);

    /// <summary>Begins to look for a name if that is within bounds; <see cref="End"/> is to follow.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            var now = milliseconds();
            if (now >= _secondEnds)
            {
                _secondEnds = now + 1000;
                _inSecond = 0;
            }

            if (_underWay >= options.MaxUnderWay || _inSecond >= options.MaxPerSecond)
            {
                return false;
            }

            _underWay++;
            _inSecond++;
            return true;
        }
    }

    /// <summary>It is over.</summary>
    public void End()
    {
        lock (_lock)
        {
            _underWay--;
        }
    }
}
