namespace TypedPeer.Signaling.PeerJs.Connections;

/// <summary>How many bytes are held of what came and was not read, with a bound: for one connection, for all of a peer, for all peers. Any thread may call anything.</summary>
/// <param name="limit">The bound.</param>
/// <param name="all">What this is a part of; null where it is all there is.</param>
internal sealed class HeldBytes(long limit, HeldBytes? all = null)
{
    private readonly Lock _lock = new();
    private long _held;
    private bool _isOver;

    /// <summary>Gets how many there are.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
            {
                return _held;
            }
        }
    }

    /// <summary>Adds some, or takes some away where it is less than zero; false where that is more than may be held here or anywhere above.</summary>
    public bool TryAdd(long bytes)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                // All of it was let go.
                return true;
            }

            if ((bytes > 0 && _held + bytes > limit) || all?.TryAdd(bytes) == false)
            {
                return false;
            }

            _held += bytes;
            return true;
        }
    }

    /// <summary>Lets go of all, now and for good.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            all?.TryAdd(-_held);
            _held = 0;
        }
    }
}
