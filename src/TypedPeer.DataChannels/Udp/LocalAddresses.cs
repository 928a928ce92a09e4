using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Finds the addresses of this machine that become host candidates.</summary>
internal static class LocalAddresses
{
    /// <summary>
    /// How long one answer of the system serves everybody who asks: it costs half a millisecond, a tenth of what opening a
    /// connection takes, and connections are often opened in groups.
    /// </summary>
    private const long LifetimeMilliseconds = 1000;

    private static Snapshot? s_last;

    /// <summary>
    /// Lists unicast addresses of interfaces that are up, without link-local ones, IPv4 before IPv6 and otherwise as the machine
    /// lists them. Loopback joins when asked for or when there is nothing else.
    /// </summary>
    public static List<IPAddress> Find(bool includeLoopback, Func<IPAddress, bool>? filter, int limit)
    {
        var all = GetSnapshot().Addresses.Where(a => filter is null || filter(a)).ToList();
        var usual = all.FindAll(static a => !IPAddress.IsLoopback(a));
        if (includeLoopback || usual.Count == 0)
        {
            usual.AddRange(all.FindAll(IPAddress.IsLoopback));
        }

        return [.. usual.OrderBy(a => a.AddressFamily == AddressFamily.InterNetworkV6).Take(limit)];
    }

    private static Snapshot GetSnapshot()
    {
        var now = Environment.TickCount64;
        var last = Volatile.Read(ref s_last);
        if (last is null || now - last.TakenAt > LifetimeMilliseconds)
        {
            last = new Snapshot(now, [.. Enumerate().Distinct()]);
            Volatile.Write(ref s_last, last);
        }

        return last;
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

    private sealed record Snapshot(long TakenAt, IPAddress[] Addresses);
}
