namespace TypedPeer.DataChannels.Sdp;

/// <summary>The hash of a certificate (RFC 8122, section 5).</summary>
/// <param name="Algorithm">The hash function in lower case, as in <c>sha-256</c>.</param>
/// <param name="Value">The hash.</param>
internal sealed record SdpFingerprint(string Algorithm, byte[] Value)
{
    /// <summary>Reads "sha-256 AB:CD:..." in either case; false on anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SdpFingerprint? fingerprint)
    {
        fingerprint = null;
        text = text.Trim();
        int space = text.IndexOf(' ');
        if (space is < 1 or > 16)
            return false;

        var hex = text[(space + 1)..].TrimStart();
        if (hex.Length is < 2 or > (64 * 3) - 1 || hex.Length % 3 != 2)
            return false;

        byte[] value = new byte[(hex.Length + 1) / 3];
        for (int index = 0; index < value.Length; index++)
        {
            int high = HexValue(hex[index * 3]);
            int low = HexValue(hex[(index * 3) + 1]);
            if ((high | low) < 0 || (index > 0 && hex[(index * 3) - 1] != ':'))
                return false;

            value[index] = (byte)((high << 4) | low);
        }

        fingerprint = new SdpFingerprint(text[..space].ToString().ToLowerInvariant(), value);
        return true;
    }

    /// <summary>Writes "sha-256 AB:CD:...".</summary>
    public override string ToString() => Algorithm + " " + BitConverter.ToString(Value).Replace('-', ':');

    private static int HexValue(char digit) => char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : -1;
}
