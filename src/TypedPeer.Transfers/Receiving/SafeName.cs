using System.Globalization;
using System.Text;

namespace TypedPeer.Transfers.Receiving;

/// <summary>Makes of a name that a peer gave one that any file system takes, in the folder it is meant for and nowhere else. The same on every system, since files travel on.</summary>
internal static class SafeName
{
    /// <summary>The longest name, in UTF-8: what most file systems take, with room for a number.</summary>
    private const int MaxBytes = 200;

    /// <summary>An extension longer than this is none.</summary>
    private const int MaxExtension = 20;

    private const string Fallback = "file";

    /// <summary>Returns the last segment of a name without what some system gives a meaning.</summary>
    public static string Of(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            if (IsHarmless(rune))
            {
                clean.Append(rune);
            }
        }

        var text = Cut(clean.ToString().TrimStart('.', ' ').TrimEnd('.', ' '));
        return text.Length == 0 ? Fallback : IsReserved(text) ? $"_{text}" : text;
    }

    /// <summary>Returns a name with a number, for where the name itself is taken.</summary>
    public static string Numbered(string name, int number) =>
        number == 1 ? name : $"{Path.GetFileNameWithoutExtension(name)} ({number.ToString(CultureInfo.InvariantCulture)}){Path.GetExtension(name)}";

    /// <summary>Control characters, and those that show a name otherwise than it is, are not; nor what Windows knows as separators and wildcards.</summary>
    private static bool IsHarmless(Rune rune) =>
        rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && !(rune.IsAscii && "<>:\"|?*".Contains((char)rune.Value, StringComparison.Ordinal));

    private static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
        {
            return name;
        }

        var extension = Path.GetExtension(name);
        extension = Encoding.UTF8.GetByteCount(extension) <= MaxExtension ? extension : "";
        var room = MaxBytes - Encoding.UTF8.GetByteCount(extension);
        var stem = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            stem.Append(rune);
        }

        return stem.ToString().TrimEnd('.', ' ') + extension;
    }

    /// <summary>Names of devices on Windows, whatever extension they have.</summary>
    private static bool IsReserved(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ').ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$" || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && IsDigit(stem[3]));
    }

    private static bool IsDigit(char digit) => digit is (>= '0' and <= '9') or '\u00b9' or '\u00b2' or '\u00b3';
}
