using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Addresses;

/// <summary>Reads parts of a <see cref="PeerAddress"/>, strictly: forms that parsers read differently (octal or short IPv4, zones) are none.</summary>
internal static class PeerAddressText
{
    /// <summary>
    /// Reads base64url without padding (RFC 4648, section 5), and only in the form that is written: two texts never stand for one hash. Null for
    /// any other text.
    /// </summary>
    public static byte[]? ReadHash(ReadOnlySpan<char> text, int length)
    {
        var hash = new byte[length];
        int filled = 0, bits = 0, held = 0;
        foreach (var character in text)
        {
            var value = character switch
            {
                >= 'A' and <= 'Z' => character - 'A',
                >= 'a' and <= 'z' => character - 'a' + 26,
                >= '0' and <= '9' => character - '0' + 52,
                '-' => 62,
                '_' => 63,
                _ => -1,
            };
            if (value < 0)
            {
                return null;
            }

            bits = (bits << 6) | value;
            held += 6;
            if (held < 8)
            {
                continue;
            }

            if (filled == length)
            {
                return null;
            }

            held -= 8;
            hash[filled++] = (byte)(bits >> held);
            bits &= (1 << held) - 1;
        }

        return filled == length && held < 6 && bits == 0 ? hash : null;
    }

    /// <summary>Reads <c>192.0.2.7:4433</c> or <c>[2001:db8::1]:4433</c>.</summary>
    public static bool TryReadEndPoint(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !TryReadPort(text[(colon + 1)..], out var port))
        {
            return false;
        }

        var host = text[..colon];
        var isVersion6 = host is ['[', .., ']'];
        host = isVersion6 ? host[1..^1] : host;
        if (!AddressText.TryParse(host, out var address) || isVersion6 != (address.AddressFamily == AddressFamily.InterNetworkV6))
        {
            return false;
        }

        endPoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>Says why a text is no address of this version.</summary>
    public static string Explain(ReadOnlySpan<char> text)
    {
        const string Form = "typedpeer://1.HASH@192.0.2.7:4433,[2001:db8::1]:4433";
        var quoted = PeerText.Quote(text.ToString());
        return text.StartsWith("typedpeer://", StringComparison.OrdinalIgnoreCase) && !text["typedpeer://".Length..].StartsWith("1.", StringComparison.Ordinal)
            ? $"{quoted} is an address of a version that this one does not know; it knows {Form}."
            : $"{quoted} is not an address such as {Form}.";
    }

    private static bool TryReadPort(ReadOnlySpan<char> text, out ushort port)
    {
        port = 0;
        return text.Length is > 0 and <= 5 && text[0] != '0' && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
    }
}
