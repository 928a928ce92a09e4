namespace TypedPeer.DataChannels.Texts;

/// <summary>
/// Bytes in hexadecimal. The platform's own is vector code, which every process compiles anew when it is first used: more than a
/// fingerprint is worth.
/// </summary>
internal static class HexText
{
    /// <summary>Writes lower case without anything between.</summary>
    public static string Write(ReadOnlySpan<byte> value)
    {
        const string Digits = "0123456789abcdef";
        var text = new char[2 * value.Length];
        for (var i = 0; i < value.Length; i++)
        {
            text[2 * i] = Digits[value[i] >> 4];
            text[(2 * i) + 1] = Digits[value[i] & 15];
        }

        return new string(text);
    }

    /// <summary>Writes pairs in upper case with colons between, as fingerprints are spelt (RFC 8122, section 5).</summary>
    public static string WritePairs(ReadOnlySpan<byte> value)
    {
        const string Digits = "0123456789ABCDEF";
        var text = new char[Math.Max(0, (3 * value.Length) - 1)];
        for (var i = 0; i < value.Length; i++)
        {
            text[3 * i] = Digits[value[i] >> 4];
            text[(3 * i) + 1] = Digits[value[i] & 15];
            if (i + 1 < value.Length)
            {
                text[(3 * i) + 2] = ':';
            }
        }

        return new string(text);
    }
}
