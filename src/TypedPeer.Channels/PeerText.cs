using System.Globalization;
using System.Text;

namespace TypedPeer.Channels;

/// <summary>
/// Text of a peer on its way into a message, which ends in logs and on terminals: one line of bounded length, in which nothing
/// moves a cursor, begins another line or turns the direction of what stands beside it. A space takes the place of what would.
/// Whatever a transport shows of what its peer sent goes through here.
/// </summary>
public static class PeerText
{
    /// <summary>The most characters that are kept: more than a sentence takes, and less than spoils a log.</summary>
    public const int MaxLength = 2048;

    private const int MaxQuoted = 64;

    /// <summary>Returns the text as it may be shown; the very same where nothing has to be changed. At most <see cref="MaxLength"/> characters and an ellipsis.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= MaxLength && IsClean(text))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, MaxLength) + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaxLength)
            {
                clean.Append('…');
                break;
            }

            clean.Append(IsShown(rune) ? rune.ToString() : " ");
        }

        return clean.ToString();
    }

    /// <summary>Quotes the beginning, 64 characters, of what cannot be understood.</summary>
    public static string Quote(string? text) => text is null ? "null" : text.Length > MaxQuoted ? $"'{Clean(text[..MaxQuoted])}...'" : $"'{Clean(text)}'";

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c) || !IsShown(new Rune(c)))
            {
                // Pairs are looked at as what they stand for; one half alone becomes U+FFFD.
                return false;
            }
        }

        return true;
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
