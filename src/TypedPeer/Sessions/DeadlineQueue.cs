namespace TypedPeer.Sessions;

/// <summary>When calls run out of time. Entries of calls that ended stay until their time and then find nothing.</summary>
internal sealed class DeadlineQueue
{
    private readonly PriorityQueue<(ulong Id, bool Outgoing), long> _queue = new();

    /// <summary>Gets the earliest time; <see cref="long.MaxValue"/> for none.</summary>
    public long Next => _queue.TryPeek(out _, out var time) ? time : long.MaxValue;

    public void Add(long time, ulong id, bool outgoing) => _queue.Enqueue((id, outgoing), time);

    public bool TryTakeDue(long now, out ulong id, out bool outgoing)
    {
        if (_queue.TryPeek(out var entry, out var time) && time <= now)
        {
            _queue.Dequeue();
            (id, outgoing) = entry;
            return true;
        }

        id = 0;
        outgoing = false;
        return false;
    }
}
