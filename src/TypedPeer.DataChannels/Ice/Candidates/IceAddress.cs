using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>What ICE needs to know about addresses.</summary>
internal static class IceAddress
{
    /// <summary>A copy nobody else can change; an IPv4 address in IPv6 clothes becomes IPv4.</summary>
    public static IPEndPoint Normalize(IPEndPoint endPoint) =>
        new(endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address, endPoint.Port);

    /// <summary>Equality without allocation; an IPv4 address equals its IPv6 mapping.</summary>
    public static bool AreSame(IPEndPoint left, IPEndPoint right)
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left.Port != right.Port)
            return false;
        if (left.AddressFamily == right.AddressFamily)
            return left.Address.Equals(right.Address);

        Span<byte> bytes = stackalloc byte[32];
        var (four, six) = left.AddressFamily == AddressFamily.InterNetwork ? (left, right) : (right, left);
        return six.Address.IsIPv4MappedToIPv6
            && six.Address.TryWriteBytes(bytes, out _)
            && four.Address.TryWriteBytes(bytes[16..], out _)
            && bytes.Slice(12, 4).SequenceEqual(bytes.Slice(16, 4));
    }

    /// <summary>Whether anything can sensibly be sent there at all.</summary>
    public static bool IsUnicast(IPEndPoint endPoint)
    {
        var address = endPoint.Address;
        if (endPoint.Port == 0)
            return false;

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);

        Span<byte> bytes = stackalloc byte[4];
        return address.TryWriteBytes(bytes, out _) && bytes[0] is not 0 and < 224;
    }

    /// <summary>Whether a packet from one address can reach the other: same family, and loopback or link-local only among themselves.</summary>
    public static bool CanReach(IPAddress from, IPAddress to) =>
        from.AddressFamily == to.AddressFamily
        && from.IsIPv6LinkLocal == to.IsIPv6LinkLocal
        && IPAddress.IsLoopback(from) == IPAddress.IsLoopback(to);

    /// <summary>A signalled link-local address has no zone of ours; it gets that of the path it is paired with.</summary>
    public static IPEndPoint InZoneOf(IPAddress local, IPEndPoint remote) =>
        remote.Address.IsIPv6LinkLocal && remote.Address.ScopeId != local.ScopeId
            ? new IPEndPoint(new IPAddress(remote.Address.GetAddressBytes(), local.ScopeId), remote.Port)
            : remote;
}
