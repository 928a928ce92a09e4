using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>Why a client is not let in: PeerServer's words where it has some, and a code.</summary>
internal sealed record Refusal(string Code, string Text)
{
    public static readonly Refusal Incomplete = new(ErrorCodes.InvalidMessage, "No id, token, or key supplied to websocket server");
    public static readonly Refusal InvalidKey = new(ErrorCodes.InvalidKey, "Invalid key provided");
    public static readonly Refusal InvalidToken = new(ErrorCodes.TokenRefused, "Invalid token provided");
    public static readonly Refusal InvalidId = new(ErrorCodes.InvalidId, "The id is not valid");
    public static readonly Refusal NotAuthorized = new(ErrorCodes.NotAuthorized, "The id is not for this user");
    public static readonly Refusal ServerFull = new(ErrorCodes.ServerFull, "Server has reached its concurrent user limit");
    public static readonly Refusal IdTaken = new("id-taken", "ID is taken");

    /// <summary>Writes what the client is told.</summary>
    public OutgoingMessage Write(bool wantsAdditions) => ReferenceEquals(this, IdTaken) ? ServerMessages.IdTaken : ServerMessages.Error(Text, wantsAdditions ? Code : null);
}
