using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>Work found under the session's lock, to be queued after it is released. Used by one thread at a time.</summary>
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

    public void QueueAll(SessionExecutor executor, ISessionWorkOwner owner)
    {
        for (var i = 0; i < _count; i++)
        {
            var item = _items[i]!;
            _items[i] = null;
            item.BelongTo(owner);
            executor.Queue(item);
        }

        _count = 0;
    }
}
