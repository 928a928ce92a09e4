namespace TypedPeer.Sessions.Work;

/// <summary>What a core gave out to be done, in order. Used by one thread at a time.</summary>
internal sealed class WorkList
{
    private SessionWork?[] _items = new SessionWork?[32];
    private int _count;

    public bool IsEmpty => _count == 0;

    public void Add(SessionWork item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = item;
    }

    /// <summary>Hands each to <paramref name="queue"/>, and is empty.</summary>
    public void Empty(IWorkQueue queue)
    {
        for (var i = 0; i < _count; i++)
        {
            var item = _items[i]!;
            _items[i] = null;
            queue.Queue(item);
        }

        _count = 0;
    }
}

/// <summary>Has work done.</summary>
internal interface IWorkQueue
{
    void Queue(SessionWork work);
}
