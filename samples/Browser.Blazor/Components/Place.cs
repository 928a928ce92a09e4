using System.Web;

namespace TypedPeer.Samples.Browser.Blazor.Components;

/// <summary>What the page's address says.</summary>
/// <param name="Room">Which room.</param>
/// <param name="Name">Under which name; null where it does not say.</param>
/// <param name="Server">Where the room is met: at the server that the page came from.</param>
/// <param name="Address">How others come in.</param>
/// <param name="IsOnlyHere">Whether no other computer reaches it.</param>
internal sealed record Place(string Room, string? Name, string Server, string Address, bool IsOnlyHere)
{
    private const string Lobby = "lobby";

    public static Place Of(Uri page)
    {
        var asked = HttpUtility.ParseQueryString(page.Query);
        var room = asked["room"] ?? Lobby;
        var address = new UriBuilder(page) { Query = room == Lobby ? "" : $"room={Uri.EscapeDataString(room)}", Fragment = "" };
        return new(room, asked["name"], new Uri(page, "/peerjs").AbsoluteUri, address.Uri.AbsoluteUri, page.IsLoopback);
    }
}
