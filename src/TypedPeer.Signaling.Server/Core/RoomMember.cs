namespace TypedPeer.Signaling.Server.Core;

/// <summary>A room, by one of its members that is registered here.</summary>
/// <param name="Room">The room.</param>
/// <param name="Changes">How often its members had been told of changes.</param>
/// <param name="Id">The member.</param>
/// <param name="Metadata">Its metadata.</param>
internal readonly record struct RoomMember(string Room, long Changes, string Id, byte[] Metadata);
