using System.Text;

namespace TypedPeer.DataChannels.Connection;

/// <summary>Text of a peer's in a message of ours: short, and of printable ASCII, whatever it is.</summary>
internal static class PeerText
{
    private const int MaxLength = 64;

    /// <summary>Quotes it.</summary>
    public static string Quote(string? text)
    {
        if (text is null)
        {
            return "null";
        }

        var quoted = new StringBuilder(MaxLength + 8).Append('\'');
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            quoted.Append(character is >= ' ' and <= '~' ? character : '?');
        }

        return quoted.Append(text.Length > MaxLength ? "...'" : "'").ToString();
    }
}
