using System.Globalization;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Browser.Blazor.Components;

/// <summary>Figures and states for people.</summary>
internal static class Words
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB"];

    /// <summary>A number of bytes: 3.2 MB.</summary>
    public static string Bytes(double count)
    {
        var unit = 0;
        for (; count >= 1000 && unit < Units.Length - 1; unit++)
        {
            count /= 1000;
        }

        return $"{count.ToString(unit == 0 || count >= 100 ? "F0" : "F1", CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    public static string TimeLeft(double seconds) =>
        seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(seconds))} s left") : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 60)} min left");

    public static string Counted(int count, string one, string many) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";

    /// <summary>The first letter of a name.</summary>
    public static string Initial(string name) => name.Length == 0 ? "?" : StringInfo.GetNextTextElement(name).ToUpperInvariant();

    /// <summary>A link's state: its name in the style sheet, and a sign and a word, since a colour alone says nothing to some.</summary>
    public static (string Style, string Text) Of(PeerLinkState state) => state switch
    {
        PeerLinkState.Connecting => ("connecting", "◌ Connecting"),
        PeerLinkState.Connected => ("connected", "● Connected"),
        PeerLinkState.Unresponsive => ("unresponsive", "◐ Not answering"),
        PeerLinkState.Reconnecting => ("reconnecting", "↻ Reconnecting"),
        PeerLinkState.PeerSuspended or PeerLinkState.Suspended => ("peer-suspended", "☾ Asleep"),
        _ => ("closed", "○ Gone"),
    };

    /// <summary>How it stands with the server, likewise; null before it was asked.</summary>
    public static (string Style, string Text) Of(PeerNetworkState? state) => state switch
    {
        null or PeerNetworkState.Connecting => ("connecting", "◌ Finding the room"),
        PeerNetworkState.Joined => ("joined", "● In the room"),
        PeerNetworkState.Reconnecting => ("reconnecting", "↻ Server lost, links go on"),
        _ => ("closed", "○ Not in the room"),
    };
}
