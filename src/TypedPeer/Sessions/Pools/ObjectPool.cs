namespace TypedPeer.Sessions.Pools;

/// <summary>Keeps up to a fixed number of idle objects for reuse.</summary>
internal sealed class ObjectPool<T>(int capacity)
    where T : class
{
    /// <summary>So many references apart, two slots are not in one line of a processor's cache.</summary>
    private const int Spacing = 8;

    private readonly Lock _lock = new();
    private readonly T?[] _items = new T?[capacity];
    private readonly T?[] _slots = new T?[(ThreadSlot.Count + 1) * Spacing];
    private int _count;

    /// <summary>Takes an idle object; null when there is none.</summary>
    public T? Rent()
    {
        var item = Take();
        if (item is not null)
        {
            PoolWatch.Current?.Rented(item);
        }

        return item;
    }

    /// <summary>Gives an object back; one too many is left to the collector.</summary>
    public void Return(T item)
    {
        if (PoolWatch.Current?.TryReturn(item) == false)
        {
            return;
        }

        // Whoever gives one back often takes one next.
        ref var slot = ref Slot();
        if (slot is null && Interlocked.CompareExchange(ref slot, item, null) is null)
        {
            return;
        }

        lock (_lock)
        {
            if (_count < _items.Length)
            {
                _items[_count++] = item;
            }
        }
    }

    private T? Take()
    {
        ref var slot = ref Slot();
        if (slot is not null && Interlocked.Exchange(ref slot, null) is { } own)
        {
            return own;
        }

        lock (_lock)
        {
            if (_count == 0)
            {
                return null;
            }

            var item = _items[--_count];
            _items[_count] = null;
            return item;
        }
    }

    private ref T? Slot() => ref _slots[ThreadSlot.Current * Spacing];
}
