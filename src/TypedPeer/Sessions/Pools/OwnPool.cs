namespace TypedPeer.Sessions.Pools;

/// <summary>One session's idle objects, ahead of a pool that it shares with others. Under the session's lock.</summary>
internal sealed class OwnPool<T>(ObjectPool<T> shared, int capacity)
    where T : class
{
    private readonly T?[] _items = new T?[capacity];
    private int _count;

    /// <summary>Takes an idle object; null when there is none.</summary>
    public T? Rent()
    {
        if (_count == 0)
        {
            return shared.Rent();
        }

        var item = _items[--_count]!;
        _items[_count] = null;
        PoolWatch.Current?.Rented(item);
        return item;
    }

    /// <summary>Gives an object back.</summary>
    public void Return(T item)
    {
        if (_count == _items.Length)
        {
            shared.Return(item);
        }
        else if (PoolWatch.Current?.TryReturn(item) != false)
        {
            _items[_count++] = item;
        }
    }
}
