using System.Buffers.Binary;
using System.Net;

namespace TypedPeer.DataChannels.Datagrams;

/// <summary>
/// An IP address and port as a key of tables that strangers' addresses get into. Its hash is mixed with a secret of the process, so that nobody
/// chooses addresses that fall together; an IPv4 address equals its IPv6 mapping.
/// </summary>
internal readonly record struct AddressKey(ulong High, ulong Low, uint Zone, ushort Port)
{
    /// <summary>Bytes of <see cref="Write"/>.</summary>
    public const int Size = 22;

    public static AddressKey Of(IPEndPoint endPoint)
    {
        Span<byte> bytes = stackalloc byte[16];
        var address = endPoint.Address;
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            bytes.Clear();
            bytes[10] = bytes[11] = 0xFF;
            address.TryWriteBytes(bytes[12..], out _);
            return Of(bytes, 0, endPoint.Port);
        }

        address.TryWriteBytes(bytes, out _);
        return Of(bytes, (uint)address.ScopeId, endPoint.Port);
    }

    /// <summary>Gets the network that one customer of a provider has: an IPv4 address, or an IPv6 prefix of 64 bits.</summary>
    public AddressKey Network => High == 0 && Low >> 32 == 0xFFFF ? this with { Port = 0, Zone = 0 } : new AddressKey(High, 0, 0, 0);

    /// <summary>Writes the key, <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], Zone);
        BinaryPrimitives.WriteUInt16BigEndian(destination[20..], Port);
    }

    public override int GetHashCode() => HashCode.Combine(High, Low, Zone, Port);

    private static AddressKey Of(ReadOnlySpan<byte> bytes, uint zone, int port) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), zone, (ushort)port);
}
