namespace TypedPeer.Sessions.Pools;

/// <summary>Keeps up to a fixed number of idle objects for reuse.</summary>
internal sealed class ObjectPool<T>(int capacity)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly T?[] _items = new T?[capacity];
    private T? _first;
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

        if (_first is null && Interlocked.CompareExchange(ref _first, item, null) is null)
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
        if (_first is not null && Interlocked.Exchange(ref _first, null) is { } first)
        {
            return first;
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
}
