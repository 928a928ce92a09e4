using System.Net;

namespace TypedPeer.DataChannels.Udp.Interfaces;

/// <summary>
/// Has the system tell of changes of this machine's addresses, a moment after they were first looked for: what that loads and compiles costs as much as a handshake, and whoever looks first is
/// about to make one. No change is lost meanwhile: until the system tells, what is found is compared with what was found before, and it is looked once more when the system has begun to tell.
/// Any thread may call anything.
/// </summary>
/// <param name="time">The clock of the moment.</param>
/// <param name="find">Asks the system for the addresses; may throw.</param>
/// <param name="subscribe">Has the system call something with each change; throws where it tells of none.</param>
internal sealed class AddressChanges(TimeProvider time, Func<IPAddress[]> find, Action<Action> subscribe)
{
    /// <summary>A first call is over by then, and a path that is gone has not been given up.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private IPAddress[]? _found;
    private bool _compares = true;

    /// <summary>The addresses may have changed.</summary>
    public event Action? Changed;

    /// <summary>The system has begun to tell of changes, or does not: true or false. Raised once.</summary>
    public event Action<bool>? Settled;

    /// <summary>Asks the system for the addresses. Throws what it throws.</summary>
    public IPAddress[] Find()
    {
        var found = find();
        bool hasChanged;
        lock (_lock)
        {
            hasChanged = _compares && _found is not null && !found.AsSpan().SequenceEqual(_found);
            _found = found;
            _timer ??= time.CreateTimer(static state => ((AddressChanges)state!).Subscribe(), this, Delay, Timeout.InfiniteTimeSpan);
        }

        if (hasChanged)
        {
            Changed?.Invoke();
        }

        return found;
    }

    private void Subscribe()
    {
        var isTold = TrySubscribe();
        if (isTold)
        {
            FindOnceMore();
        }

        // Who begins to look by a clock compares with what was found before for the last time.
        Settled?.Invoke(isTold);
        lock (_lock)
        {
            _compares = false;
        }
    }

    private bool TrySubscribe()
    {
        try
        {
            subscribe(() => Changed?.Invoke());
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>What changed before the system told of changes shows now.</summary>
    private void FindOnceMore()
    {
        try
        {
            Find();
        }
        catch (Exception)
        {
            // It cannot say just now: who uses addresses looks, and asks again.
            Changed?.Invoke();
        }
    }
}
