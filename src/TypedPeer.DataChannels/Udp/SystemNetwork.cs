using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using TypedPeer.DataChannels.Udp.Interfaces;

namespace TypedPeer.DataChannels.Udp;

/// <summary>The addresses of the machine this process runs on; one for the whole process.</summary>
/// <remarks>
/// Link-local addresses are left out: an IPv6 one means nothing without its interface, which a candidate cannot name, and whoever
/// could be reached there is reached by the interface's other addresses, too.
/// </remarks>
internal sealed class SystemNetwork : ILocalNetwork
{
    private static readonly Lazy<SystemNetwork> Shared = new(static () => new SystemNetwork());

    private readonly LocalAddressCache _cache;
    private readonly AddressWatcher _watcher;

    private SystemNetwork()
    {
        var changes = new AddressChanges(TimeProvider.System, Find, Subscribe);
        _cache = new LocalAddressCache(changes.Find, static () => Environment.TickCount64) { IsYetToBeWatched = true };
        _watcher = new AddressWatcher(TimeProvider.System, FindAnew) { IsTold = true };
        changes.Changed += OnChanged;
        changes.Settled += OnSettled;
    }

    /// <summary>Gets the one there is.</summary>
    public static SystemNetwork Instance => Shared.Value;

    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> GetAddresses() => _cache.Get();

    /// <inheritdoc/>
    public IDisposable Watch(ILocalNetworkObserver observer) => _watcher.Add(observer);

    private static void Subscribe(Action changed)
    {
        NetworkChange.NetworkAddressChanged += (_, _) => changed();

        // An interface that goes down keeps its addresses, on some systems.
        NetworkChange.NetworkAvailabilityChanged += (_, _) => changed();
    }

    /// <summary>Where the system does not tell of changes answers are used for less long, and who observes has them looked for.</summary>
    private void OnSettled(bool isTold)
    {
        _cache.IsWatched = isTold;
        _cache.IsYetToBeWatched = false;
        if (!isTold)
        {
            _watcher.BeginLooking();
        }
    }

    private void OnChanged()
    {
        _cache.Invalidate();
        _watcher.Notify();
    }

    private IPAddress[] FindAnew()
    {
        _cache.Invalidate();
        return _cache.Get();
    }

    private static IPAddress[] Find() => LocalAddressRank.Order([.. Enumerate()]);

    private static IEnumerable<LocalInterface> Enumerate()
    {
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            {
                var properties = network.GetIPProperties();
                yield return new LocalInterface(
                    network.NetworkInterfaceType,
                    HasGateway(properties),
                    [.. properties.UnicastAddresses.Select(static unicast => unicast.Address).Where(IsUsable)]);
            }
        }
    }

    private static bool HasGateway(IPInterfaceProperties properties)
    {
        try
        {
            return properties.GatewayAddresses.Count > 0;
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static bool IsUsable(IPAddress address) => address.AddressFamily switch
    {
        // 169.254/16 is link-local (RFC 3927).
        AddressFamily.InterNetwork => address.GetAddressBytes() is not [169, 254, ..],
        AddressFamily.InterNetworkV6 => Socket.OSSupportsIPv6 && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.IsIPv6SiteLocal,
        _ => false,
    };
}
