using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Udp;
using TypedPeer.Signaling;

namespace TypedPeer.VirtualNetwork.Networks;

/// <summary>A machine in a virtual world, for connections as they are in production: its addresses may change, and its ports are virtual ones.</summary>
internal sealed class VirtualHost : ILocalNetwork
{
    private readonly VirtualWorld _world;
    private readonly List<ILocalNetworkObserver> _observers = [];
    private readonly List<VirtualHostPort> _open = [];
    private readonly Random _random;
    private List<IPAddress> _addresses;
    private int _nextPort = 20_000;

    public VirtualHost(VirtualWorld world, params string[] addresses)
    {
        _world = world;
        _random = new Random(world.NextSeed());
        _addresses = [.. addresses.Select(IPAddress.Parse)];
    }

    /// <summary>What it has just now, the best first.</summary>
    public IReadOnlyList<IPAddress> Addresses => _addresses;

    /// <summary>How many ports are open.</summary>
    public int OpenPorts => _open.Count;

    /// <summary>Moves to other addresses: ports on those that it has no longer are dead, and whoever watches is told. None at all is a machine off every network.</summary>
    public void Move(params string[] addresses)
    {
        _addresses = [.. addresses.Select(IPAddress.Parse)];
        foreach (var port in _open)
            port.IsDead = !_addresses.Contains(port.LocalEndPoint.Address);
        foreach (var observer in _observers.ToArray())
            _world.Post(observer.OnAddressesChanged);
    }

    /// <summary>Has a network, its links and its connections live on this machine, by the world's clock and its chance.</summary>
    public PeerNetworkOptions Configure(PeerNetworkOptions options)
    {
        options.Link.Session.TimeProvider = _world.Time;
        return options with
        {
            TimeProvider = _world.Time,
            Random = new Random(_random.Next()),
            DrawNumber = () => new UInt128((ulong)_random.NextInt64(), (ulong)_random.NextInt64()),
            CreateConnection = CreateConnection,
            Link = options.Link with
            {
                TimeProvider = _world.Time,
                Random = new Random(_random.Next()),
                Connection = options.Link.Connection with { TimeProvider = _world.Time },
            },
        };
    }

    /// <summary>Makes a connection of this machine's.</summary>
    public PeerConnection CreateConnection(PeerConnectionOptions options) => new(
        options,
        transport => transport with { IceRandom = new VirtualRandom(_random.Next()), SctpRandom = new VirtualRandom(_random.Next()) },
        network: this);

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> GetAddresses() => _addresses;

    /// <inheritdoc/>
    public IDisposable Watch(ILocalNetworkObserver observer)
    {
        _observers.Add(observer);
        return new Watching(this, observer);
    }

    /// <inheritdoc/>
    public ILocalPort? TryOpen(IPAddress address, PeerConnectionOptions options, out SocketException? error)
    {
        if (!_addresses.Contains(address))
        {
            error = new SocketException((int)SocketError.AddressNotAvailable);
            return null;
        }

        error = null;
        var port = new VirtualHostPort(_world, new IPEndPoint(address, options.LocalPort > 0 ? options.LocalPort : _nextPort++), closed => _open.Remove(closed));
        _open.Add(port);
        return port;
    }

    private sealed class Watching(VirtualHost host, ILocalNetworkObserver observer) : IDisposable
    {
        public void Dispose() => host._observers.Remove(observer);
    }
}
