namespace TypedPeer.Signaling;

/// <summary>Why something about a <see cref="PeerNetwork"/> failed. Names and numbers stay as they are; so do the codes in <see cref="PeerNetworkException.Code"/>.</summary>
public enum PeerNetworkError
{
    /// <summary>Something else failed; the message and the inner exception say what. Code <c>failed</c>.</summary>
    Failed = 0,

    /// <summary>No peer of this id is there, it did not come in time, or it closed the connection without a word before that was up. Code <c>peer-unavailable</c>.</summary>
    PeerUnavailable = 1,

    /// <summary>Another has this id. Code <c>id-taken</c>.</summary>
    IdTaken = 2,

    /// <summary>The id is none that the server takes. Code <c>invalid-id</c>.</summary>
    InvalidId = 3,

    /// <summary>The server has another key. Code <c>invalid-key</c>.</summary>
    InvalidKey = 4,

    /// <summary>The server refuses the token. Code <c>token-refused</c>.</summary>
    TokenRefused = 5,

    /// <summary>The server knows who this is, or asks for it, and does not let it in. Code <c>not-authorized</c>.</summary>
    NotAuthorized = 6,

    /// <summary>The peer answered, and no path to it was found. Code <c>no-path</c>.</summary>
    NoPath = 7,

    /// <summary>The peer is another than before: its certificate has another fingerprint. Code <c>fingerprint-mismatch</c>.</summary>
    FingerprintMismatch = 8,

    /// <summary>The server has no rooms and no messages: it is a plain PeerServer. Code <c>rooms-unsupported</c>.</summary>
    RoomsUnsupported = 9,

    /// <summary>The server was not reached. Code <c>server-unreachable</c>.</summary>
    ServerUnreachable = 10,

    /// <summary>The connection to the server was lost; whether what was asked for was done is not known. Code <c>server-lost</c>.</summary>
    ServerLost = 11,

    /// <summary>The server has all the clients it takes. Code <c>server-full</c>.</summary>
    ServerFull = 12,

    /// <summary>The room has all the members it takes. Code <c>room-full</c>.</summary>
    RoomFull = 13,

    /// <summary>The name of the room is none that the server takes. Code <c>invalid-room</c>.</summary>
    InvalidRoom = 14,

    /// <summary>This side is in more rooms than the server allows. Code <c>too-many-rooms</c>.</summary>
    TooManyRooms = 15,

    /// <summary>This side is not in that room. Code <c>not-in-room</c>.</summary>
    NotInRoom = 16,

    /// <summary>The peer does not want this link. Code <c>refused</c>.</summary>
    Refused = 17,

    /// <summary>What was to be sent is larger than what the server takes. Code <c>too-large</c>.</summary>
    TooLarge = 18,

    /// <summary>Too many at once, or too fast. Code <c>too-many</c>.</summary>
    TooMany = 19,

    /// <summary>The receiver does not take its messages fast enough. Code <c>receiver-busy</c>.</summary>
    ReceiverBusy = 20,

    /// <summary>One side sent what the other cannot read. Code <c>invalid-message</c>.</summary>
    InvalidMessage = 21,

    /// <summary>It did not happen in time. Code <c>timeout</c>.</summary>
    Timeout = 22,

    /// <summary>The network, or the link, is closed. Code <c>closed</c>.</summary>
    Closed = 23,

    /// <summary>The same client, with the same id and connection token, came by another connection, and has the id now. Code <c>taken-over</c>.</summary>
    TakenOver = 24,
}
