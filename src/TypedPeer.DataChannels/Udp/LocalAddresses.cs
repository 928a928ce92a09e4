using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Finds the addresses of this machine that become host candidates.</summary>
internal static class LocalAddresses
{
    /// <summary>
    /// Lists unicast addresses of interfaces that are up, without link-local ones, IPv4 before IPv6 as the machine lists them.
    /// Loopback joins when asked for or when there is nothing else.
    /// </summary>
    public static List<IPAddress> Find(bool includeLoopback, Func<IPAddress, bool>? filter, int limit)
    {
        var usual = new List<IPAddress>();
        var loopback = new List<IPAddress>();
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
            {
                continue;
            }

            foreach (var unicast in network.GetIPProperties().UnicastAddresses)
            {
                if (IsUsable(unicast.Address) && (filter is null || filter(unicast.Address)))
                {
                    (IPAddress.IsLoopback(unicast.Address) ? loopback : usual).Add(unicast.Address);
                }
            }
        }

        if (includeLoopback || usual.Count == 0)
        {
            usual.AddRange(loopback);
        }

        return [.. usual.Distinct().OrderBy(a => a.AddressFamily == AddressFamily.InterNetworkV6).Take(limit)];
    }

    private static bool IsUsable(IPAddress address) => address.AddressFamily switch
    {
        // 169.254/16 is link-local (RFC 3927).
        AddressFamily.InterNetwork => address.GetAddressBytes() is not [169, 254, ..],
        AddressFamily.InterNetworkV6 => Socket.OSSupportsIPv6 && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.IsIPv6SiteLocal,
        _ => false,
    };
}
