using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Connection;

/// <summary>The agent's states in the words of the public API.</summary>
internal static class IceStateMapping
{
    public static IceConnectionState ToPublic(IceState state) => state switch
    {
        IceState.New => IceConnectionState.New,
        IceState.Checking => IceConnectionState.Checking,
        IceState.Connected => IceConnectionState.Connected,
        IceState.Completed => IceConnectionState.Completed,
        IceState.Disconnected => IceConnectionState.Disconnected,
        IceState.Failed => IceConnectionState.Failed,
        _ => IceConnectionState.Closed,
    };
}
