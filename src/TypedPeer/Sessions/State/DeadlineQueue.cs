namespace TypedPeer.Sessions.State;

/// <summary>
/// When calls run out of time. Entries of calls that ended stay until their time, or until so many are kept that looking for
/// them costs little for each: there are never more than about twice as many entries as calls.
/// </summary>
internal sealed class DeadlineQueue(Func<ulong, bool, bool> isOpen)
{
    private const int Few = 256;
    private int _purgeAt = Few;

    /// <summary>Many sessions never have a call with a deadline.</summary>
    private PriorityQueue<(ulong Id, bool Outgoing), long>? _queue;

    /// <summary>Gets the earliest time; <see cref="long.MaxValue"/> for none.</summary>
    public long Next => _queue is not null && _queue.TryPeek(out _, out var time) ? time : long.MaxValue;

    /// <summary>Gets how many entries are kept.</summary>
    public int Count => _queue?.Count ?? 0;

    public void Add(long time, ulong id, bool outgoing)
    {
        _queue ??= new();
        if (_queue.Count >= _purgeAt)
        {
            Purge(_queue);
        }

        _queue.Enqueue((id, outgoing), time);
    }

    public bool TryTakeDue(long now, out ulong id, out bool outgoing)
    {
        if (_queue is not null && _queue.TryPeek(out var entry, out var time) && time <= now)
        {
            _queue.Dequeue();
            (id, outgoing) = entry;
            return true;
        }

        id = 0;
        outgoing = false;
        return false;
    }

    private void Purge(PriorityQueue<(ulong Id, bool Outgoing), long> queue)
    {
        var open = new List<((ulong Id, bool Outgoing) Entry, long Time)>();
        foreach (var (entry, time) in queue.UnorderedItems)
        {
            if (isOpen(entry.Id, entry.Outgoing))
            {
                open.Add((entry, time));
            }
        }

        queue.Clear();
        queue.EnqueueRange(open);
        _purgeAt = Math.Max(Few, 2 * open.Count);
    }
}
