using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp;

/// <summary>
/// Which local addresses are likely to reach a peer: those of interfaces that lead somewhere before those of networks within the machine
/// (bridges of containers and of virtual machines), and of each interface one before the second one.
/// </summary>
internal static class LocalAddressRank
{
    /// <summary>Orders addresses by rank and, as far as that goes, leaves them in the order in which the machine lists them.</summary>
    public static IPAddress[] Order(IReadOnlyList<LocalInterface> interfaces)
    {
        var ranked = new List<(IPAddress Address, int Rank)>();
        foreach (var network in interfaces)
        {
            var perFamily = new Dictionary<AddressFamily, int>();
            foreach (var address in network.Addresses)
            {
                var before = perFamily.GetValueOrDefault(address.AddressFamily);
                perFamily[address.AddressFamily] = before + 1;
                ranked.Add((address, RankOf(network, address) + before));
            }
        }

        return [.. ranked.OrderBy(static item => item.Rank).Select(static item => item.Address).Distinct()];
    }

    /// <summary>Takes the best of both families by turns, IPv4 first, as long as there are any of each.</summary>
    public static List<IPAddress> TakeBest(IReadOnlyList<IPAddress> ordered, int limit)
    {
        var version4 = new Queue<IPAddress>(ordered.Where(static address => address.AddressFamily == AddressFamily.InterNetwork));
        var version6 = new Queue<IPAddress>(ordered.Where(static address => address.AddressFamily != AddressFamily.InterNetwork));
        var best = new List<IPAddress>();
        while (best.Count < limit && version4.Count + version6.Count > 0)
        {
            var turn = best.Count % 2 == 0 ? version4 : version6;
            best.Add((turn.Count > 0 ? turn : version4.Count > 0 ? version4 : version6).Dequeue());
        }

        return best;
    }

    private static int RankOf(LocalInterface network, IPAddress address)
    {
        const int Worse = 1000;
        var rank = network.HasGateway ? 0 : 4 * Worse;
        rank += network.Type is NetworkInterfaceType.Ethernet or NetworkInterfaceType.Wireless80211 or NetworkInterfaceType.GigabitEthernet ? 0 : Worse;

        // Unique local addresses (RFC 4193) reach no further than the site.
        return rank + (address.IsIPv6UniqueLocal ? 2 * Worse : 0);
    }
}
