using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp.Interfaces;

/// <summary>
/// Which local addresses are likely to reach a peer: those of interfaces that lead somewhere before those of networks within the machine
/// (bridges of containers and of virtual machines), and of each interface one before the second one.
/// </summary>
internal static class LocalAddressRank
{
    /// <summary>Orders addresses by rank and, as far as that goes, leaves them in the order in which the machine lists them.</summary>
    public static IPAddress[] Order(IReadOnlyList<LocalInterface> interfaces)
    {
        var ordered = new List<IPAddress>();
        var ranks = new List<int>();
        foreach (var network in interfaces)
        {
            int version4 = 0, others = 0;
            foreach (var address in network.Addresses)
            {
                var before = address.AddressFamily == AddressFamily.InterNetwork ? version4++ : others++;
                Insert(address, RankOf(network, address) + before);
            }
        }

        return [.. ordered];

        // In the place that its rank gives it, behind its equals; an address that is there twice stands where it is better.
        void Insert(IPAddress address, int rank)
        {
            var place = ranks.Count;
            while (place > 0 && ranks[place - 1] > rank)
            {
                place--;
            }

            var known = ordered.IndexOf(address);
            if (known >= 0 && known < place)
            {
                return;
            }

            if (known >= 0)
            {
                ordered.RemoveAt(known);
                ranks.RemoveAt(known);
            }

            ordered.Insert(place, address);
            ranks.Insert(place, rank);
        }
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
