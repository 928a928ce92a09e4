namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// Work that events cause while a thread raises them. The last of it stays for that thread, which runs it when it has nothing else to
/// do: no other has to be woken. Everything before goes to the pool at once. Schedulers of tasks call such a place their LIFO slot. Used by
/// the raising thread only.
/// </summary>
internal sealed class LifoSlot
{
    private IThreadPoolWorkItem? _last;

    /// <summary>Keeps the work; what was kept before goes to the pool.</summary>
    public void Add(IThreadPoolWorkItem work)
    {
        Release();
        _last = work;
    }

    /// <summary>The thread has something else to do first: the pool is sooner.</summary>
    public void Release()
    {
        if (Take() is { } work)
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    /// <summary>Hands out what is kept.</summary>
    public IThreadPoolWorkItem? Take()
    {
        var work = _last;
        _last = null;
        return work;
    }
}
