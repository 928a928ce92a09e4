using System.Globalization;
using System.Text;

namespace TypedPeer.Samples.Browser;

/// <summary>
/// The hash by which boards are compared: FNV-1a over the text of each part, in two lanes of 32 bits, joined by exclusive or, so that the order in which
/// strokes came does not matter. It tells boards apart that differ by accident, and is no defence. <c>Page/src/board/hash.ts</c> is the same.
/// </summary>
internal static class StrokeHash
{
    public static ulong Of(Stroke stroke)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{stroke.Id}|{stroke.Clock}|{stroke.Color}|{stroke.Width}|");
        foreach (var dot in stroke.Dots)
        {
            text.Append(CultureInfo.InvariantCulture, $"{dot.X},{dot.Y};");
        }

        return Of(text.ToString());
    }

    public static ulong Of(Clearing clearing) => Of(string.Create(CultureInfo.InvariantCulture, $"clear|{clearing.Clock}|{clearing.Author}"));

    private static ulong Of(string text)
    {
        uint high = 0x811c9dc5, low = 0x5bd1e995;
        foreach (var c in text)
        {
            high = unchecked((high ^ c) * 0x01000193);
            low = unchecked((low ^ c) * 0x01000193);
        }

        return ((ulong)high << 32) | low;
    }
}
