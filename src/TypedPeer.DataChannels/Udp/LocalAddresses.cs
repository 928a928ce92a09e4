using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Finds the addresses of this machine that become host candidates.</summary>
internal static class LocalAddresses
{
    private static readonly Lazy<LocalAddressCache> Cache = new(CreateCache);

    /// <summary>
    /// Lists unicast addresses of interfaces that are up, the best of both families by turns (<see cref="LocalAddressRank"/>), IPv4 first.
    /// Loopback joins when asked for or when there is nothing else.
    /// </summary>
    /// <remarks>
    /// Link-local addresses are left out: an IPv6 one means nothing without its interface, which a candidate cannot name, and whoever
    /// could be reached there is reached by the interface's other addresses, too.
    /// </remarks>
    /// <param name="includeLoopback">Whether loopback joins even where there are others.</param>
    /// <param name="isLetThrough">What the application says of each.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="all">How many there are before anything was left out.</param>
    public static List<IPAddress> Find(bool includeLoopback, Func<IPAddress, bool> isLetThrough, int limit, out int all)
    {
        var found = Cache.Value.Get();
        all = found.Length;
        var allowed = found.Where(isLetThrough).ToList();
        var usual = LocalAddressRank.TakeBest(allowed.FindAll(static a => !IPAddress.IsLoopback(a)), limit);
        if (includeLoopback || usual.Count == 0)
        {
            usual.AddRange(LocalAddressRank.TakeBest(allowed.FindAll(IPAddress.IsLoopback), limit - usual.Count));
        }

        return usual;
    }

    private static LocalAddressCache CreateCache()
    {
        var cache = new LocalAddressCache(static () => LocalAddressRank.Order([.. Enumerate()]), static () => Environment.TickCount64);
        try
        {
            NetworkChange.NetworkAddressChanged += (_, _) => cache.Invalidate();
            cache.IsWatched = true;
        }
        catch (Exception)
        {
            // The system does not tell of changes: answers are used for less long.
        }

        return cache;
    }

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
