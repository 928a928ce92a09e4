using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Stun;

/// <summary>The value of (XOR-)MAPPED-ADDRESS (RFC 8489, sections 14.1 and 14.2).</summary>
internal static class StunAddress
{
    private const byte FamilyV4 = 1;
    private const byte FamilyV6 = 2;

    /// <summary>Bytes of the value for an address family.</summary>
    public static int GetSize(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? 20 : 8;

    /// <summary>Reads an address; <paramref name="mask"/> is cookie and transaction id, 16 bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, bool masked, ReadOnlySpan<byte> mask, out IPEndPoint? address)
    {
        address = null;
        if (value.Length < 4)
            return false;

        int size = value[1] switch { FamilyV4 => 4, FamilyV6 => 16, _ => 0 };
        if (size == 0 || value.Length != 4 + size)
            return false;

        Span<byte> bytes = stackalloc byte[16];
        bytes = bytes[..size];
        value[4..].CopyTo(bytes);
        int port = BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
        if (masked)
        {
            port ^= BinaryPrimitives.ReadUInt16BigEndian(mask);
            Xor(bytes, mask);
        }

        address = new IPEndPoint(new IPAddress(bytes), port);
        return true;
    }

    /// <summary>Writes a masked address of <see cref="GetSize"/> bytes.</summary>
    public static void WriteMasked(IPEndPoint address, ReadOnlySpan<byte> mask, Span<byte> value)
    {
        bool v6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        value[0] = 0;
        value[1] = v6 ? FamilyV6 : FamilyV4;
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], (ushort)(address.Port ^ BinaryPrimitives.ReadUInt16BigEndian(mask)));
        var bytes = value.Slice(4, v6 ? 16 : 4);
        address.Address.TryWriteBytes(bytes, out _);
        Xor(bytes, mask);
    }

    private static void Xor(Span<byte> bytes, ReadOnlySpan<byte> mask)
    {
        for (int index = 0; index < bytes.Length; index++)
            bytes[index] ^= mask[index];
    }
}
