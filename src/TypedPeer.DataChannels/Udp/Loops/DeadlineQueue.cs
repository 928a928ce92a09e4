namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>Deadlines, the earliest first: a binary heap whose entries know their place, so that each can be moved and taken out.</summary>
internal sealed class DeadlineQueue
{
    private LoopDeadline[] _heap = new LoopDeadline[4];

    /// <summary>Gets how many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the earliest time; <see cref="long.MaxValue"/> where there is none.</summary>
    public long Next => Count > 0 ? _heap[0].Time : long.MaxValue;

    /// <summary>Puts a deadline in, or moves it.</summary>
    public void Set(LoopDeadline deadline, long time)
    {
        if (deadline.Index == LoopDeadline.None)
        {
            if (Count == _heap.Length)
            {
                Array.Resize(ref _heap, Count * 2);
            }

            deadline.Index = Count++;
        }

        deadline.Time = time;
        Settle(deadline);
    }

    /// <summary>Takes a deadline out, if it is in.</summary>
    public void Remove(LoopDeadline deadline)
    {
        var index = deadline.Index;
        if (index == LoopDeadline.None)
        {
            return;
        }

        deadline.Index = LoopDeadline.None;
        var last = _heap[--Count];
        _heap[Count] = null!;
        if (last != deadline)
        {
            last.Index = index;
            Settle(last);
        }
    }

    /// <summary>Takes the earliest out, if its time has come.</summary>
    public LoopDeadline? TakeDue(long now)
    {
        if (Next > now)
        {
            return null;
        }

        var due = _heap[0];
        Remove(due);
        return due;
    }

    private void Settle(LoopDeadline deadline)
    {
        var index = deadline.Index;
        while (index > 0 && _heap[(index - 1) / 2].Time > deadline.Time)
        {
            index = Move(from: (index - 1) / 2, to: index);
        }

        for (var child = (index * 2) + 1; child < Count; child = (index * 2) + 1)
        {
            if (child + 1 < Count && _heap[child + 1].Time < _heap[child].Time)
            {
                child++;
            }

            if (_heap[child].Time >= deadline.Time)
            {
                break;
            }

            index = Move(from: child, to: index);
        }

        _heap[index] = deadline;
        deadline.Index = index;
    }

    /// <summary>Returns the place that is free then.</summary>
    private int Move(int from, int to)
    {
        _heap[to] = _heap[from];
        _heap[to].Index = to;
        return from;
    }
}
