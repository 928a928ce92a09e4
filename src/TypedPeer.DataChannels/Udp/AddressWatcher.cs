using System.Net;

namespace TypedPeer.DataChannels.Udp;

/// <summary>
/// Tells observers that this machine's addresses may have changed: when the system says so, or, only where it does not, when looking at
/// them every few seconds shows it; nobody looks while nobody observes. Observers are held weakly. Any thread may call anything.
/// </summary>
/// <param name="time">The clock of the look.</param>
/// <param name="find">Gets the addresses; may throw.</param>
internal sealed class AddressWatcher(TimeProvider time, Func<IPAddress[]> find)
{
    /// <summary>A peer notices a path that is gone after three seconds by itself; to look takes a millisecond.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>Those that nobody holds any more are looked for when there are twice as many as after the last time.</summary>
    private const int SmallestPrune = 16;

    private readonly Lock _lock = new();
    private readonly HashSet<Registration> _registrations = [];
    private int _pruneAt = SmallestPrune;
    private ITimer? _look;
    private IPAddress[] _seen = [];
    private bool _looksAnyway;

    /// <summary>Gets a value indicating whether the system tells of changes by <see cref="Notify"/>, or will soon: see <see cref="BeginLooking"/>.</summary>
    public bool IsTold { get; init; }

    /// <summary>Gets how many observe.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _registrations.Count;
            }
        }
    }

    /// <summary>Adds an observer, until the result is disposed of.</summary>
    public IDisposable Add(ILocalNetworkObserver observer)
    {
        var registration = new Registration(this, new WeakReference<ILocalNetworkObserver>(observer));
        lock (_lock)
        {
            if (_registrations.Count >= _pruneAt)
            {
                Prune();
            }

            _registrations.Add(registration);
            LookIfNeeded();
        }

        return registration;
    }

    /// <summary>The system does not tell of changes after all.</summary>
    public void BeginLooking()
    {
        lock (_lock)
        {
            _looksAnyway = true;
            LookIfNeeded();
        }
    }

    /// <summary>The addresses may have changed.</summary>
    public void Notify()
    {
        lock (_lock)
        {
            Prune();
            foreach (var registration in _registrations)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static registration => registration.Tell(), registration, preferLocal: false);
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private void LookIfNeeded()
    {
        if ((!IsTold || _looksAnyway) && _look is null && _registrations.Count > 0)
        {
            _seen = TryFind() ?? [];
            _look = time.CreateTimer(static state => ((AddressWatcher)state!).Look(), this, LookInterval, LookInterval);
        }
    }

    private void Look()
    {
        var found = TryFind();
        lock (_lock)
        {
            if (found is null || found.AsSpan().SequenceEqual(_seen))
            {
                return;
            }

            _seen = found;
        }

        Notify();
    }

    /// <summary>A system that cannot tell just now will be asked again.</summary>
    private IPAddress[]? TryFind()
    {
        try
        {
            return find();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private void Remove(Registration registration)
    {
        lock (_lock)
        {
            _registrations.Remove(registration);
            StopUnlessObserved();
        }
    }

    private void Prune()
    {
        _registrations.RemoveWhere(static known => !known.Observer.TryGetTarget(out _));
        _pruneAt = Math.Max(SmallestPrune, 2 * _registrations.Count);
        StopUnlessObserved();
    }

    private void StopUnlessObserved()
    {
        if (_registrations.Count == 0)
        {
            _look?.Dispose();
            _look = null;
        }
    }

    private sealed class Registration(AddressWatcher watcher, WeakReference<ILocalNetworkObserver> observer) : IDisposable
    {
        public WeakReference<ILocalNetworkObserver> Observer => observer;

        public void Tell()
        {
            if (observer.TryGetTarget(out var target))
            {
                target.OnAddressesChanged();
            }
        }

        public void Dispose() => watcher.Remove(this);
    }
}
