using System.Net;
using System.Net.NetworkInformation;

namespace TypedPeer.DataChannels.Udp.Interfaces;

/// <summary>What is looked at of a network interface that is up.</summary>
/// <param name="Type">What the system says it is.</param>
/// <param name="HasGateway">Whether it leads beyond its own network.</param>
/// <param name="Addresses">Its usable addresses.</param>
internal sealed record LocalInterface(NetworkInterfaceType Type, bool HasGateway, IReadOnlyList<IPAddress> Addresses);
