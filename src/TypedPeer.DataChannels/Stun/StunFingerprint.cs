namespace TypedPeer.DataChannels.Stun;

/// <summary>The FINGERPRINT attribute's value: CRC-32 (the one of ISO 3309) XORed with 'STUN' (RFC 8489, section 14.7).</summary>
internal static class StunFingerprint
{
    private const uint Mask = 0x5354554E;
    private static readonly uint[] Table = CreateTable();

    /// <summary>The value for the bytes before the attribute, whose header's length already counts the attribute.</summary>
    public static uint Compute(ReadOnlySpan<byte> message)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in message)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);

        return ~crc ^ Mask;
    }

    private static uint[] CreateTable()
    {
        var table = new uint[256];
        for (uint index = 0; index < table.Length; index++)
        {
            uint value = index;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;

            table[index] = value;
        }

        return table;
    }
}
