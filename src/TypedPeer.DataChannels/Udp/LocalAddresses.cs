using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Finds the addresses of this machine that become host candidates.</summary>
internal static class LocalAddresses
{
    private static readonly Lazy<LocalAddressCache> Cache = new(CreateCache);

    /// <summary>
    /// Lists unicast addresses of interfaces that are up, without link-local ones, IPv4 before IPv6 and otherwise as the machine
    /// lists them. Loopback joins when asked for or when there is nothing else.
    /// </summary>
    public static List<IPAddress> Find(bool includeLoopback, Func<IPAddress, bool>? filter, int limit)
    {
        var all = Cache.Value.Get().Where(a => filter is null || filter(a)).ToList();
        var usual = all.FindAll(static a => !IPAddress.IsLoopback(a));
        if (includeLoopback || usual.Count == 0)
        {
            usual.AddRange(all.FindAll(IPAddress.IsLoopback));
        }

        return [.. usual.OrderBy(a => a.AddressFamily == AddressFamily.InterNetworkV6).Take(limit)];
    }

    private static LocalAddressCache CreateCache()
    {
        var cache = new LocalAddressCache(static () => [.. Enumerate().Distinct()], static () => Environment.TickCount64);
        try
        {
            NetworkChange.NetworkAddressChanged += (_, _) => cache.Invalidate();
            cache.IsWatched = true;
        }
        catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException)
        {
            // The system does not tell of changes: answers are used for less long.
        }

        return cache;
    }

    private static IEnumerable<IPAddress> Enumerate()
    {
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
            {
                continue;
            }

            foreach (var unicast in network.GetIPProperties().UnicastAddresses)
            {
                if (IsUsable(unicast.Address))
                {
                    yield return unicast.Address;
                }
            }
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
