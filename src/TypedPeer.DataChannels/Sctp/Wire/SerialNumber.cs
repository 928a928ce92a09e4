namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>Comparison of numbers that wrap around (RFC 1982 with 32 bits, as RFC 9260 section 1.6 asks for TSNs).</summary>
internal static class SerialNumber
{
    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool IsBefore(uint left, uint right) => (int)(left - right) < 0;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool IsAfter(uint left, uint right) => (int)(left - right) > 0;

    /// <summary>Whether a 16-bit number comes before another.</summary>
    public static bool IsBefore(ushort left, ushort right) => (short)(left - right) < 0;
}
