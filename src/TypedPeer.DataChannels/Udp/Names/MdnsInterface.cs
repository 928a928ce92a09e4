using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp.Names;

/// <summary>An interface that names are looked for on.</summary>
/// <param name="Address">Its IPv4 address; null if it has none.</param>
/// <param name="Index">Its number for IPv6; null if it has no such address.</param>
internal sealed record MdnsInterface(IPAddress? Address, int? Index)
{
    /// <summary>Finds the interfaces that have one of the given addresses.</summary>
    /// <exception cref="NetworkInformationException">The system does not say.</exception>
    public static List<MdnsInterface> Find(IReadOnlyCollection<IPAddress> inUse)
    {
        var found = new List<MdnsInterface>();
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            var properties = network.GetIPProperties();
            var addresses = properties.UnicastAddresses.Select(static unicast => unicast.Address).Where(inUse.Contains).ToList();
            var address = addresses.Find(static address => address.AddressFamily == AddressFamily.InterNetwork);
            var index = addresses.Exists(static address => address.AddressFamily == AddressFamily.InterNetworkV6) ? properties.GetIPv6Properties().Index : (int?)null;
            if (address is not null || index is not null)
            {
                found.Add(new MdnsInterface(address, index));
            }
        }

        return found;
    }
}
