using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Datagrams;

/// <summary>
/// Tells STUN from DTLS by the first byte (RFC 7983) and finds where a message ends. Both delimit themselves, so a buffer of
/// several datagrams, coalesced by the kernel, is read like one.
/// </summary>
internal static class Demultiplexer
{
    private const int StunHeaderLength = 20;
    private const int DtlsHeaderLength = 13;

    /// <summary>Tells what stands at the start of a buffer, and how many of its bytes belong to it; at least one.</summary>
    public static PacketKind Next(ReadOnlySpan<byte> data, out int length)
    {
        length = data.Length;
        switch (data[0])
        {
            case <= 3:
                if (data.Length >= StunHeaderLength)
                {
                    length = Math.Min(length, StunHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(data[2..]));
                }

                return PacketKind.Stun;
            case >= 20 and <= 63:
                length = LengthOfRecords(data);
                return PacketKind.Dtls;
            default:
                return PacketKind.Unknown;
        }
    }

    private static int LengthOfRecords(ReadOnlySpan<byte> data)
    {
        var end = 0;
        while (data.Length - end >= DtlsHeaderLength && data[end] is >= 20 and <= 63)
        {
            end += DtlsHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(data[(end + 11)..]);
            if (end >= data.Length)
            {
                return data.Length;
            }
        }

        return end == 0 ? data.Length : end;
    }
}
