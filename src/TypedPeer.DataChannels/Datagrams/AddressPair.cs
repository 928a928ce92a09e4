using System.Net;

namespace TypedPeer.DataChannels.Datagrams;

/// <summary>One of our addresses, and one that sends to it.</summary>
internal readonly record struct AddressPair(AddressKey Local, AddressKey Remote)
{
    public static AddressPair Of(IPEndPoint local, IPEndPoint remote) => new(AddressKey.Of(local), AddressKey.Of(remote));
}
