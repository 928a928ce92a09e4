using System.Globalization;

namespace TypedPeer.DataChannels.Sdp;

/// <summary>A payload format of a media section with the lines that say what it is: all that the answer to a section which is kept inactive repeats (RFC 3264, section 6.1).</summary>
/// <param name="PayloadType">The word of the m-line.</param>
/// <param name="RtpMap">The value of its <c>rtpmap</c>; null for a static payload type (RFC 3551, section 6).</param>
/// <param name="Parameters">The value of its <c>fmtp</c>; null if there is none.</param>
internal sealed record SdpFormat(string PayloadType, string? RtpMap, string? Parameters)
{
    private const int PayloadTypes = 128;

    /// <summary>Comfort noise, the one static payload type that is no codec of its own.</summary>
    private const int ComfortNoise = 13;

    /// <summary>Formats that only accompany others; a section that has none but such is taken for broken.</summary>
    private static readonly string[] Companions = ["rtx", "red", "ulpfec", "flexfec-03", "CN", "telephone-event"];

    /// <summary>Takes the first codec that a section names, or whatever stands first where it names none that is known for one. Two passes over the section.</summary>
    /// <param name="section">The lines of the section.</param>
    /// <param name="formats">The formats of its m-line.</param>
    public static SdpFormat Choose(ReadOnlySpan<char> section, ReadOnlySpan<char> formats)
    {
        Span<bool> isCompanion = stackalloc bool[PayloadTypes];
        isCompanion.Clear();
        isCompanion[ComfortNoise] = true;
        var rest = section;
        while (SdpText.TryTakeLine(ref rest, out var line))
        {
            if (TryReadFormat(line, "a=rtpmap:", out var format, out var value) && TryParseType(format, out int type))
                isCompanion[type] = IsCompanion(value);
        }

        var chosen = SdpText.TakeWord(ref formats);
        for (var next = chosen; !next.IsEmpty; next = SdpText.TakeWord(ref formats))
        {
            if (TryParseType(next, out int type) && !isCompanion[type])
            {
                chosen = next;
                break;
            }
        }

        return new SdpFormat(chosen.ToString(), Find(section, "a=rtpmap:", chosen), Find(section, "a=fmtp:", chosen));
    }

    private static string? Find(ReadOnlySpan<char> section, string attribute, ReadOnlySpan<char> chosen)
    {
        while (SdpText.TryTakeLine(ref section, out var line))
        {
            if (TryReadFormat(line, attribute, out var format, out var value) && format.SequenceEqual(chosen)
                && value.Length is > 0 and <= SdpLimits.FormatParametersLength && SdpText.IsPrintable(value))
            {
                return value.ToString();
            }
        }

        return null;
    }

    private static bool TryReadFormat(ReadOnlySpan<char> line, string attribute, out ReadOnlySpan<char> format, out ReadOnlySpan<char> value)
    {
        format = value = default;
        if (!line.StartsWith(attribute))
            return false;

        var rest = line[attribute.Length..];
        format = SdpText.TakeWord(ref rest);
        value = rest.Trim(SdpText.Blanks);
        return true;
    }

    private static bool TryParseType(ReadOnlySpan<char> format, out int type) =>
        int.TryParse(format, NumberStyles.None, null, out type) && type < PayloadTypes;

    private static bool IsCompanion(ReadOnlySpan<char> rtpMap)
    {
        int slash = rtpMap.IndexOf('/');
        var encoding = slash < 0 ? rtpMap : rtpMap[..slash];
        foreach (string companion in Companions)
        {
            if (encoding.Equals(companion, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
