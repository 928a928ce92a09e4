namespace TypedPeer.DataChannels.Texts;

/// <summary>
/// Bytes in base64 (RFC 4648, section 4). The platform's own is vector code, which every process compiles anew when it is first used: more than
/// a few dozen bytes are worth.
/// </summary>
internal static class Base64Text
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Writes them, with padding.</summary>
    public static string Write(ReadOnlySpan<byte> value)
    {
        var text = new char[(value.Length + 2) / 3 * 4];
        for (var (from, to) = (0, 0); from < value.Length; (from, to) = (from + 3, to + 4))
        {
            var left = value.Length - from;
            var bits = (value[from] << 16) | (left > 1 ? value[from + 1] << 8 : 0) | (left > 2 ? value[from + 2] : 0);
            text[to] = Digits[bits >> 18];
            text[to + 1] = Digits[(bits >> 12) & 63];
            text[to + 2] = left > 1 ? Digits[(bits >> 6) & 63] : '=';
            text[to + 3] = left > 2 ? Digits[bits & 63] : '=';
        }

        return new string(text);
    }
}
