namespace TypedPeer.DataChannels.Sdp;

/// <summary>The lines and words of a description (RFC 8866, section 9).</summary>
internal static class SdpText
{
    /// <summary>What separates words and ends lines that were filled up.</summary>
    public const string Blanks = " \t";

    /// <summary>Lines end at CR and LF alone: whatever else other texts break lines at is part of a value.</summary>
    public static bool TryTakeLine(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> line)
    {
        line = default;
        if (rest.IsEmpty)
            return false;

        int end = rest.IndexOfAny('\r', '\n');
        line = (end < 0 ? rest : rest[..end]).TrimEnd(Blanks);
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    /// <summary>Takes the next word; empty at the end.</summary>
    public static ReadOnlySpan<char> TakeWord(scoped ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart(Blanks);
        int end = text.IndexOfAny(Blanks);
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return word;
    }

    /// <summary>What an answer repeats is of ASCII, as the grammar has it.</summary>
    public static bool IsPrintable(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');
}
