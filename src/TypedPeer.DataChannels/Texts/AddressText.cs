using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Texts;

/// <summary>
/// Addresses as text, in the one plain notation each: four decimal numbers without zeros in front, or RFC 4291's groups without a zone, written
/// as RFC 5952 has it. What the platform reads and writes is generic code that every process compiles anew before its first call.
/// </summary>
internal static class AddressText
{
    private const int Groups = 8;
    private const int GroupsBeforeVersion4 = 6;
    private const int Version4Length = 4;
    private const int MaxLength = 45;

    /// <summary>Reads one; never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[2 * Groups];
        var isVersion6 = text.IndexOf(':') >= 0;
        if (isVersion6 ? !TryReadVersion6(text, bytes) : !TryReadVersion4(text, bytes))
        {
            return false;
        }

        address = isVersion6
            ? new IPAddress(bytes)
            : new IPAddress(bytes[0] | ((long)bytes[1] << 8) | ((long)bytes[2] << 16) | ((long)bytes[3] << 24));
        return true;
    }

    /// <summary>Writes one, without the zone, which means nothing to another host.</summary>
    public static string Write(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[2 * Groups];
        _ = address.TryWriteBytes(bytes, out _);
        Span<char> text = stackalloc char[MaxLength];
        var length = address.AddressFamily == AddressFamily.InterNetwork ? WriteVersion4(bytes, text) : WriteVersion6(bytes, text);
        return new string(text[..length]);
    }

    private static bool TryReadVersion4(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        for (var index = 0; index < Version4Length; index++)
        {
            var dot = text.IndexOf('.');
            var part = dot < 0 ? text : text[..dot];
            if (dot < 0 != (index == Version4Length - 1) || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0'))
            {
                return false;
            }

            var value = 0;
            foreach (var digit in part)
            {
                if (!char.IsAsciiDigit(digit))
                {
                    return false;
                }

                value = (10 * value) + (digit - '0');
            }

            if (value > byte.MaxValue)
            {
                return false;
            }

            bytes[index] = (byte)value;
            text = text[(dot + 1)..];
        }

        return true;
    }

    private static bool TryReadVersion6(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var count = 0;
        var gap = -1;
        if (text[0] == ':')
        {
            if (text.Length < 2 || text[1] != ':')
            {
                return false;
            }

            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            var colon = text.IndexOf(':');
            var part = colon < 0 ? text : text[..colon];
            if (colon < 0 && part.IndexOf('.') >= 0)
            {
                if (count > GroupsBeforeVersion4 || !TryReadVersion4(part, bytes[(2 * count)..]))
                {
                    return false;
                }

                count += 2;
                break;
            }

            if (count == Groups || !TryReadGroup(part, bytes[(2 * count)..]))
            {
                return false;
            }

            count++;
            text = colon < 0 ? default : text[(colon + 1)..];
            if (colon >= 0 && text.IsEmpty)
            {
                return false;
            }

            if (colon >= 0 && text[0] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = count;
                text = text[1..];
            }
        }

        return gap < 0 ? count == Groups : TryFillGap(bytes, gap, count);
    }

    private static bool TryReadGroup(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length is 0 or > 4)
        {
            return false;
        }

        var value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }

            value = (value << 4) | (char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        bytes[0] = (byte)(value >> 8);
        bytes[1] = (byte)value;
        return true;
    }

    /// <summary>What stood behind "::" moves to the end; it stands for one group at least.</summary>
    private static bool TryFillGap(Span<byte> bytes, int gap, int count)
    {
        if (count == Groups)
        {
            return false;
        }

        var behind = bytes[(2 * gap)..(2 * count)];
        var end = bytes[(2 * (Groups - count + gap))..];
        behind.CopyTo(end);
        bytes[(2 * gap)..(2 * (Groups - count + gap))].Clear();
        return true;
    }

    private static int WriteVersion4(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        var length = 0;
        for (var index = 0; index < Version4Length; index++)
        {
            int value = bytes[index];
            if (value >= 100)
            {
                text[length++] = (char)('0' + (value / 100));
            }

            if (value >= 10)
            {
                text[length++] = (char)('0' + (value / 10 % 10));
            }

            text[length++] = (char)('0' + (value % 10));
            if (index < Version4Length - 1)
            {
                text[length++] = '.';
            }
        }

        return length;
    }

    private static int WriteVersion6(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        const string Digits = "0123456789abcdef";
        var (start, end) = FindZeros(bytes);
        var length = 0;
        for (var index = 0; index < Groups; index++)
        {
            if (index == start)
            {
                text[length++] = ':';
                text[length++] = ':';
                index = end - 1;
                continue;
            }

            if (index > 0 && index != end)
            {
                text[length++] = ':';
            }

            var group = (bytes[2 * index] << 8) | bytes[(2 * index) + 1];
            for (var shift = 12; shift >= 0; shift -= 4)
            {
                if (shift == 0 || group >> shift != 0)
                {
                    text[length++] = Digits[(group >> shift) & 15];
                }
            }
        }

        return length;
    }

    /// <summary>The first of the longest runs of at least two groups of zeros (RFC 5952, section 4.2).</summary>
    private static (int Start, int End) FindZeros(ReadOnlySpan<byte> bytes)
    {
        var (start, end) = (-1, -1);
        for (var index = 0; index < Groups; index++)
        {
            var last = index;
            while (last < Groups && bytes[2 * last] == 0 && bytes[(2 * last) + 1] == 0)
            {
                last++;
            }

            if (last - index > Math.Max(1, end - start))
            {
                (start, end) = (index, last);
            }

            index = Math.Max(index, last - 1);
        }

        return (start, end);
    }
}
