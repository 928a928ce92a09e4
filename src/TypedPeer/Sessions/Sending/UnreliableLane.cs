using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Sending;

/// <summary>Frames that leave by the lane without order, if there is one, and what was lost of them on this side.</summary>
internal sealed class UnreliableLane
{
    /// <summary>What may wait for the thread that sends: a burst, and no more.</summary>
    private const int MostWaiting = 64 * 1024;

    /// <summary>Made for the first call: most sessions have none.</summary>
    private FrameQueue? _queue;

    /// <summary>Gets or sets the largest datagram; zero while there is no lane.</summary>
    public int MaxSize { get; set; }

    /// <summary>Gets a value indicating whether something waits to leave.</summary>
    public bool HasOutput => _queue is { Length: > 0 };

    /// <summary>Gets how many calls were given to the lane.</summary>
    public long Sent { get; private set; }

    /// <summary>Gets or sets how many calls were dropped on this side: too many waited, or they came when none could be taken.</summary>
    public long Dropped { get; set; }

    /// <summary>Adds a call. False when it is larger than a datagram.</summary>
    public bool TryAdd(CallFlags flags, ulong method, ReadOnlySpan<byte> target, ReadOnlySpan<byte> extras, ReadOnlySpan<byte> arguments)
    {
        var size = Frames.UnreliableSize(flags, target.Length + extras.Length + arguments.Length);
        if (size > MaxSize)
        {
            return false;
        }

        var queue = _queue ??= new();
        if (queue.Length + size > MostWaiting)
        {
            Dropped++;
            return true;
        }

        Sent++;
        Frames.Unreliable(queue, flags, method, target, extras, arguments);
        return true;
    }

    /// <summary>The lane is gone with its channel, and what waits for it: it may be lost.</summary>
    public void Close()
    {
        MaxSize = 0;
        Dropped += _queue?.Count ?? 0;
        _queue = null;
    }

    /// <summary>Composes the next datagram. Returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var unlimited = long.MaxValue;
        return _queue is null ? 0 : _queue.MoveTo(destination[..MaxSize], MaxSize, ref unlimited);
    }
}
