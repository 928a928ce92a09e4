using System.Text;

namespace TypedPeer.Sessions.Wire;

/// <summary>Text on the wire.</summary>
internal static class Utf8
{
    /// <summary>Encodes, cut to at most <paramref name="maxBytes"/> between two characters.</summary>
    public static byte[] Truncated(string text, int maxBytes)
    {
        if (text.Length > maxBytes)
        {
            text = text[..maxBytes];
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= maxBytes)
        {
            return bytes;
        }

        var end = maxBytes;
        while (end > 0 && (bytes[end] & 0xc0) == 0x80)
        {
            end--;
        }

        return bytes[..end];
    }
}
