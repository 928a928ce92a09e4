using System.Net;

namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>Runs a single protocol core on the virtual network: drains it after every event and wakes it at its deadline.</summary>
internal abstract class CoreHost(VirtualWorld world)
{
    private readonly byte[] _buffer = new byte[2_048];
    private long _wakeAt = long.MaxValue;

    protected VirtualWorld World { get; } = world;

    protected abstract long NextDeadline { get; }

    /// <summary>Sends what waits, and sleeps until the core wants to be woken.</summary>
    public void Flush()
    {
        int length;
        while ((length = Write(_buffer, out var from, out var to)) > 0)
            World.Send(from, to, _buffer.AsSpan(0, length));

        long deadline = NextDeadline;
        if (deadline >= _wakeAt)
            return;

        _wakeAt = deadline;
        World.Schedule(deadline, () =>
        {
            if (_wakeAt != deadline)
                return;

            _wakeAt = long.MaxValue;
            if (NextDeadline <= World.Now)
                HandleDeadline();
            Flush();
        });
    }

    protected abstract int Write(Span<byte> destination, out IPEndPoint from, out IPEndPoint to);

    protected abstract void HandleDeadline();
}
