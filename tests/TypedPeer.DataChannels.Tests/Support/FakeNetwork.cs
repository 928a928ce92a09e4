using System.Net;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>A machine whose addresses are what a test says.</summary>
internal sealed class FakeNetwork(params string[] addresses) : ILocalNetwork
{
    private readonly Lock _lock = new();
    private readonly List<ILocalNetworkObserver> _observers = [];
    private IPAddress[] _addresses = [.. addresses.Select(IPAddress.Parse)];
    private int _asked;

    /// <summary>How often somebody looked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public int Observers
    {
        get
        {
            lock (_lock)
            {
                return _observers.Count;
            }
        }
    }

    public IReadOnlyList<IPAddress> GetAddresses()
    {
        Interlocked.Increment(ref _asked);
        return Volatile.Read(ref _addresses);
    }

    public IDisposable Watch(ILocalNetworkObserver observer)
    {
        lock (_lock)
        {
            _observers.Add(observer);
        }

        return new Registration(this, observer);
    }

    /// <summary>Other addresses, which nobody is told of.</summary>
    public void Set(params string[] addresses) => Volatile.Write(ref _addresses, [.. addresses.Select(IPAddress.Parse)]);

    /// <summary>Tells that something has changed.</summary>
    public void Tell()
    {
        ILocalNetworkObserver[] observers;
        lock (_lock)
        {
            observers = [.. _observers];
        }

        foreach (var observer in observers)
        {
            observer.OnAddressesChanged();
        }
    }

    /// <summary>Other addresses, told at once.</summary>
    public void Change(params string[] addresses)
    {
        Set(addresses);
        Tell();
    }

    private void Remove(ILocalNetworkObserver observer)
    {
        lock (_lock)
        {
            _observers.Remove(observer);
        }
    }

    private sealed class Registration(FakeNetwork network, ILocalNetworkObserver observer) : IDisposable
    {
        public void Dispose() => network.Remove(observer);
    }
}
