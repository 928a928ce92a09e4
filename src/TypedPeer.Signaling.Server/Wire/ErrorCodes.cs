namespace TypedPeer.Signaling.Server.Wire;

/// <summary>The codes of errors and refusals. They are the protocol's, and stay.</summary>
internal static class ErrorCodes
{
    public const string InvalidId = "invalid-id";
    public const string InvalidKey = "invalid-key";
    public const string TokenRefused = "token-refused";
    public const string NotAuthorized = "not-authorized";
    public const string ServerFull = "server-full";
    public const string RoomFull = "room-full";
    public const string TooManyRooms = "too-many-rooms";
    public const string NotInRoom = "not-in-room";
    public const string InvalidRoom = "invalid-room";
    public const string PeerUnavailable = "peer-unavailable";
    public const string TooLarge = "too-large";
    public const string TooMany = "too-many";
    public const string ReceiverBusy = "receiver-busy";
    public const string InvalidMessage = "invalid-message";
    public const string Closing = "closing";
    public const string TakenOver = "taken-over";
    public const string Silent = "silent";
    public const string Unavailable = "unavailable";
    public const string SlowReader = "slow-reader";
}
