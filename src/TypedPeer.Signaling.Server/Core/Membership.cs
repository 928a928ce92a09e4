namespace TypedPeer.Signaling.Server.Core;

/// <summary>A client's place in a room.</summary>
internal sealed class Membership(Client client, Room room, int index)
{
    /// <summary>Gets who is in the room.</summary>
    public Client Client { get; } = client;

    /// <summary>Gets the room.</summary>
    public Room Room { get; } = room;

    /// <summary>Gets or sets where it stands in the room's list.</summary>
    public int Index { get; set; } = index;
}
